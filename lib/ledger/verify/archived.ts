import type { Connection } from '@/lib/db';
import { HASH_BYTES, type Hash } from './hashing';
import { TILE_WIDTH } from './tree';

export type Range = { from: number; to: number };

/** As the sequencer makes them: aligned with the tree. */
const PARTITION = 2 ** 24;
/** No log is as long; a head that says so was written by somebody. */
const MOST_PARTITIONS = 2 ** 12;

/** Partitions that are gone whole and have a place in the tree; one that a log has not filled cannot have been archived. */
export async function archivedRanges(db: Connection, size: number): Promise<Range[]> {
  const { rows } = await db.query<{ part: string }>(
    `SELECT part FROM generate_series(0, $1::bigint - 1) AS part WHERE NOT EXISTS (
       SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'audit_event'::regclass AND c.relname = 'audit_event_' || part)
       AND EXISTS (SELECT FROM ledger_tile WHERE level = 0 AND index >= part * $2 AND index < (part + 1) * $2) ORDER BY part`,
    [Math.min(MOST_PARTITIONS, Math.floor(size / PARTITION)), PARTITION / TILE_WIDTH],
  );
  return rows.map(({ part }) => ({ from: Number(part) * PARTITION, to: (Number(part) + 1) * PARTITION }));
}

/** The leaves of events whose records are elsewhere, from the stored tree; null unless all are there. */
export async function storedLeaves(db: Connection, { from, to }: Range): Promise<Hash[] | null> {
  const first = Math.floor(from / TILE_WIDTH);
  const { rows } = await db.query<{ data: Buffer }>(
    'SELECT data FROM ledger_tile WHERE level = 0 AND index >= $1 AND index < $2 ORDER BY index',
    [first, Math.ceil(to / TILE_WIDTH)],
  );
  const leaves = Buffer.concat(rows.map(({ data }) => data)).toString('latin1');
  const start = from - first * TILE_WIDTH;
  if (rows.some(({ data }) => data.length !== TILE_WIDTH * HASH_BYTES)) return null;
  if (leaves.length < (start + to - from) * HASH_BYTES) return null;
  return Array.from({ length: to - from }, (_, i) =>
    leaves.slice((start + i) * HASH_BYTES, (start + i + 1) * HASH_BYTES),
  );
}
