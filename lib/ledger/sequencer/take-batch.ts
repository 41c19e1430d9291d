import type { Connection } from '@/lib/db';
import type { InboxRow } from './examine';

export const BATCH_ROWS = 2_000;
export const BATCH_BYTES = 8 * 1024 * 1024;

/** A row of the inbox, and the digest under which its id was sealed before, if it was. */
export type TakenRow = InboxRow & { sealed_digest: Buffer | null };

/**
 * Takes the rows out of the inbox as it reads them: at most 2,000 or 8 MiB, but always one, oldest transaction first. They are gone only
 * when the transaction that seals them commits.
 */
const TAKE = `WITH next AS MATERIALIZED (
    SELECT xid, position FROM (
      SELECT xid, position, sum(octet_length(record)) OVER (ORDER BY xid, position) - octet_length(record) AS before
      FROM (SELECT xid, position, record FROM audit_inbox ORDER BY xid, position LIMIT ${BATCH_ROWS}) AS oldest
    ) AS sized WHERE before < ${BATCH_BYTES}
  )
  DELETE FROM audit_inbox i USING next WHERE i.xid = next.xid AND i.position = next.position
  RETURNING i.xid::text, i.position, i.event_id, i.record, i.digest, i.writer, i.mac,
    (SELECT e.digest FROM audit_event e WHERE e.event_id = i.event_id LIMIT 1) AS sealed_digest`;

const byPlace = (a: TakenRow, b: TakenRow): number =>
  a.xid === b.xid ? Number(a.position) - Number(b.position) : Number(BigInt(a.xid) - BigInt(b.xid));

export async function takeBatch(db: Connection): Promise<TakenRow[]> {
  const { rows } = await db.query<TakenRow>({ name: 'chainward-take-batch', text: TAKE });
  return rows.sort(byPlace);
}
