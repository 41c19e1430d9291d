import { pool } from '@/lib/db';
import type { CheckpointPage, CheckpointRow, CheckpointView } from '../contract/ledger';
import { listFailedSizes, readAnchorStates } from './read-anchors';

export const CHECKPOINTS_A_PAGE = 20;
/** How far one page of hours looks back: half a day of a log that never rests, and months of one that does. */
const HOURS_LOOK = 5_000;

type Stored = { size: string; root: Buffer; note: string; signed_at: Date };
type Query = { view: CheckpointView; before?: number | undefined; limit?: number };

const NEWEST = `SELECT size, root, note, signed_at FROM ledger_checkpoint
  WHERE origin = (SELECT origin FROM ledger_head) AND ($1::bigint IS NULL OR size < $1) ORDER BY size DESC LIMIT $2`;

/** The first of each hour; the hour at the end of the look may have begun further back, and is left to the next page. */
const HOURLY = `WITH slice AS (${NEWEST}),
    hours AS (SELECT DISTINCT ON (date_trunc('hour', signed_at)) * FROM slice ORDER BY date_trunc('hour', signed_at) DESC, size)
  SELECT * FROM hours WHERE (SELECT count(*) FROM slice) < $2
    OR date_trunc('hour', signed_at) > (SELECT date_trunc('hour', min(signed_at)) FROM slice) ORDER BY size DESC LIMIT $3`;

const CHOSEN = `SELECT size, root, note, signed_at FROM ledger_checkpoint
  WHERE origin = (SELECT origin FROM ledger_head) AND size = ANY($1::bigint[]) ORDER BY size DESC`;

async function read({ view, before, limit = CHECKPOINTS_A_PAGE }: Query): Promise<Stored[]> {
  const db = pool();
  if (view === 'hourly') return (await db.query<Stored>(HOURLY, [before, HOURS_LOOK, limit])).rows;
  if (view === 'failed') return (await db.query<Stored>(CHOSEN, [await listFailedSizes(before, limit)])).rows;
  return (await db.query<Stored>(NEWEST, [before, limit])).rows;
}

/** Signed checkpoints, newest first, below `before`; the size is the only cursor. */
export async function listCheckpoints(query: Query): Promise<CheckpointPage> {
  const { limit = CHECKPOINTS_A_PAGE } = query;
  const stored = await read({ ...query, limit: limit + 1 });
  const page = stored.slice(0, limit);
  const anchors = await readAnchorStates(page.map(({ size }) => Number(size)));
  const rows = page.map(
    ({ size, root, note, signed_at }): CheckpointRow => ({
      size: Number(size),
      root: root.toString('base64'),
      signedAt: signed_at.toISOString(),
      note,
      anchors: anchors.get(Number(size)) ?? {},
    }),
  );
  return { rows, next: stored.length > limit ? (rows.at(-1)?.size ?? null) : null };
}

/** Since midnight in UTC, counted no further than anybody reads. */
export async function countSignedToday(): Promise<number> {
  const { rows } = await pool().query<{ count: string }>(
    `SELECT count(*) FROM (SELECT signed_at FROM ledger_checkpoint WHERE origin = (SELECT origin FROM ledger_head)
       ORDER BY size DESC LIMIT 10000) AS newest WHERE signed_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`,
  );
  return Number(rows[0]?.count ?? 0);
}
