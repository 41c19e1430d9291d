import type { Connection } from '@/lib/db';
import { sealable } from '../build-record';
import type { Envelope } from '../envelope';
import { ZERO_HASH } from '../format/entry';
import { Dimensions } from './dimensions';
import { appendToLog, type Tail } from './tail';
import { Tiles } from './tiles';

export type LogName = { instance: string; origin: string; vkey: string };

/** Event 0 and the head, in one transaction; the log is either begun whole or not at all. */
export async function beginLog(
  db: Connection,
  { instance, origin, vkey }: LogName,
  first: Envelope,
  now: Date,
): Promise<void> {
  await db.query('BEGIN');
  try {
    await db.query(
      `INSERT INTO ledger_head (instance, origin, vkey, size, hash, sealed_at) VALUES ($1, $2, $3, 0, $4, 'epoch')`,
      [instance, origin, vkey, ZERO_HASH],
    );
    const tail: Tail = {
      size: 0n,
      hash: ZERO_HASH,
      sealedAt: 0n,
      dimensions: await Dimensions.load(db),
      tiles: Tiles.empty(),
    };
    await appendToLog(db, tail, [[sealable(first)]], now);
    await db.query('COMMIT');
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
