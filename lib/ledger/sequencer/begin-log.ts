import type { Connection } from '@/lib/db';
import type { BuiltRecord } from '../build-record';
import { ZERO_HASH } from '../format/entry';
import { Dimensions } from './dimensions';
import { inOneTransaction } from './in-one-transaction';
import { appendToLog } from './tail';
import { Tiles } from './tiles';

export type LogName = { instance: string; origin: string; vkey: string };

/** Head and first events, inside the caller's transaction. */
async function writeBeginning(
  db: Connection,
  { instance, origin, vkey }: LogName,
  first: readonly BuiltRecord[],
  now: Date,
): Promise<void> {
  await db.query(
    `INSERT INTO ledger_head (instance, origin, vkey, size, hash, sealed_at) VALUES ($1, $2, $3, 0, $4, 'epoch')`,
    [instance, origin, vkey, ZERO_HASH],
  );
  const tail = {
    size: 0n,
    hash: ZERO_HASH,
    sealedAt: 0n,
    dimensions: await Dimensions.load(db),
    tiles: Tiles.empty(),
  };
  await appendToLog(db, tail, [first], now);
}

/** Event 0 and the head, in one transaction; the log is either begun whole or not at all. */
export const beginLog = (db: Connection, name: LogName, first: readonly BuiltRecord[], now: Date): Promise<void> =>
  inOneTransaction(db, () => writeBeginning(db, name, first, now));

/**
 * As the owner of the tables: sets the log that is there aside, in a schema of its own (`ledger_log_<number>`), and begins another in
 * its place. What waits in the inbox stays, and is sealed in the new one.
 */
export const forkLog = (
  db: Connection,
  aside: number | null,
  name: LogName,
  first: readonly BuiltRecord[],
  now: Date,
): Promise<void> =>
  inOneTransaction(db, async () => {
    if (aside !== null) await db.query('SELECT chainward_set_log_aside($1)', [aside]);
    await writeBeginning(db, name, first, now);
  });
