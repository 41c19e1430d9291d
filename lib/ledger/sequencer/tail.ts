import { setImmediate as nextTurn } from 'node:timers/promises';
import { microsOf } from '@/lib/core/time';
import type { Connection } from '@/lib/db';
import { SEALED_CHANNEL } from '../channels';
import { Dimensions, type Numbers } from './dimensions';
import { inOneSnapshot } from './in-one-transaction';
import { insertEvents, type Prepared, prepareEvents, type Sealable } from './insert-events';
import { storeTiles, Tiles } from './tiles';

/** What the sequencer knows of the log's end. Valid only as long as every transaction that used it has committed. */
export type Tail = { size: bigint; hash: Buffer; sealedAt: bigint; dimensions: Dimensions; tiles: Tiles };

export class HeadMoved extends Error {
  override readonly name = 'HeadMoved';
}

/** As of one moment: another keeper, or a COMMIT that one left under way, may move the log while this reads. */
export const loadTail = (db: Connection): Promise<Tail | null> => inOneSnapshot(db, () => readTail(db));

async function readTail(db: Connection): Promise<Tail | null> {
  const { rows } = await db.query<{ size: string; hash: Buffer; micros: string }>(
    'SELECT size, hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM ledger_head',
  );
  const head = rows[0];
  if (!head) return null;
  const size = BigInt(head.size);
  return {
    size,
    hash: head.hash,
    sealedAt: BigInt(head.micros),
    dimensions: await Dimensions.load(db),
    tiles: await Tiles.load(db, size),
  };
}

/** Compare and swap; whoever listens is told the new size when, and only when, it is committed. */
const MOVE = `WITH moved AS (
    UPDATE ledger_head SET size = $1::bigint, hash = $2, sealed_at = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
    WHERE size = $4 AND hash = $5 RETURNING size
  ) SELECT pg_notify('${SEALED_CHANNEL}', size::text) FROM moved`;

async function write(db: Connection, tail: Tail, prepared: Prepared): Promise<void> {
  const numbers: Numbers[] = [];
  for (const projection of prepared.projections) numbers.push(await tail.dimensions.numbersFor(db, projection));
  await insertEvents(db, prepared, numbers);
}

/**
 * Appends records to the log inside the caller's transaction and moves the head; refuses when the head is not where the tail says.
 * They come in portions: while the database writes one, the next is examined here.
 */
export async function appendToLog(
  db: Connection,
  tail: Tail,
  portions: Iterable<readonly Sealable[]>,
  now: Date,
): Promise<Tail> {
  const micros = microsOf(now);
  // A clock that steps back does not take the log with it.
  const sealedAt = micros > tail.sealedAt ? micros : tail.sealedAt;
  const leaves: Buffer[] = [];
  let { size, hash } = tail;
  let writing: Promise<unknown> = Promise.resolve();
  for (const records of portions) {
    if (records.length === 0) continue;
    const prepared = prepareEvents(records, size, hash, sealedAt);
    await writing;
    writing = write(db, tail, prepared);
    // Awaited in the next turn of the loop; until then an error of it is not one that nobody looks after.
    writing.catch(() => undefined);
    await nextTurn();
    for (const leaf of prepared.leaves) leaves.push(leaf);
    hash = prepared.leaves.at(-1) ?? hash;
    size += BigInt(prepared.leaves.length);
  }
  await writing;
  await storeTiles(db, tail.tiles.append(leaves));
  const moved = await db.query({
    name: 'chainward-move-head',
    text: MOVE,
    values: [size, hash, sealedAt, tail.size, tail.hash],
  });
  if (moved.rowCount !== 1)
    throw new HeadMoved(`the log's head is not at ${tail.size} any more: another keeper is sealing`);
  return { ...tail, size, hash, sealedAt };
}
