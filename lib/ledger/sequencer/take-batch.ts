import type { Connection } from '@/lib/db';
import { MAX_RECORD_BYTES, RECORD_DOMAIN } from '../format/record';
import type { InboxRow } from './examine';

export const BATCH_ROWS = 2_000;
export const BATCH_BYTES = 8 * 1024 * 1024;

/** A row of the inbox; the digest under which its id was sealed before, if it was; and the oldest transaction still open then. */
export type TakenRow = InboxRow & { sealed_digest: Buffer | null; xmin: string };

const DOMAIN_SQL = `'\\x${Buffer.from(RECORD_DOMAIN).toString('hex')}'::bytea`;

/**
 * Takes the rows out of the inbox as it reads them: at most 2,000 or 8 MiB, but always one, oldest transaction first. They are gone only
 * when the transaction that seals them commits. Deleted by their places in the file: how many rows wait changes too fast for a planner.
 * Of a row that is larger than any record only as much is fetched as shows that: a huge one must not stop the line.
 */
const TAKE = `WITH next AS MATERIALIZED (
    SELECT place FROM (
      SELECT place, sum(bytes) OVER (ORDER BY xid, position) - bytes AS before
      FROM (SELECT ctid AS place, xid, position, octet_length(record) AS bytes FROM audit_inbox
            WHERE xid >= $1::text::xid8 ORDER BY xid, position LIMIT ${BATCH_ROWS}) AS oldest
    ) AS sized WHERE before < ${BATCH_BYTES}
  )
  DELETE FROM audit_inbox i WHERE i.ctid = ANY (ARRAY(SELECT place FROM next))
  RETURNING i.xid::text, i.position, i.event_id, i.effects, substring(i.writer FOR 200) AS writer, substring(i.digest FOR 64) AS digest,
    substring(i.mac FOR 64) AS mac, octet_length(i.record) AS bytes, substring(i.record FOR ${MAX_RECORD_BYTES + 1}) AS record,
    CASE WHEN octet_length(i.record) > ${MAX_RECORD_BYTES} THEN sha256(${DOMAIN_SQL} || i.record) END AS large_digest,
    (SELECT e.digest FROM audit_event e WHERE e.event_id = i.event_id LIMIT 1) AS sealed_digest,
    pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`;

/** The walk along the inbox's key is the only good plan, and statistics of a table that is empty half of the time do not say so. */
export const PLAN_BY_KEY = 'SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off';

const byPlace = (a: TakenRow, b: TakenRow): number =>
  a.xid === b.xid ? Number(a.position) - Number(b.position) : Number(BigInt(a.xid) - BigInt(b.xid));

export async function takeBatch(db: Connection, from: string): Promise<TakenRow[]> {
  const { rows } = await db.query<TakenRow>({ name: 'chainward-take-batch', text: TAKE, values: [from] });
  return rows.sort(byPlace);
}

/**
 * The least transaction that can still have rows in the inbox: none below the last one taken that was visible, and none below the oldest
 * one that was open. Without it each batch would walk over the dead entries of all before it, until vacuum comes.
 */
export function nextFrom(rows: readonly TakenRow[], from: string): string {
  const last = rows.at(-1);
  if (!last) return from;
  return BigInt(last.xid) < BigInt(last.xmin) ? last.xid : last.xmin;
}
