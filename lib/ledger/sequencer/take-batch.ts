import type { Connection } from '@/lib/db';
import type { InboxRow } from './examine';

export const BATCH_ROWS = 2_000;
export const BATCH_BYTES = 8 * 1024 * 1024;

/** At most 2,000 rows or 8 MiB, but always one, oldest transaction first. */
const TAKE = `SELECT xid::text, position, event_id::text, record, digest, writer, mac FROM (
    SELECT *, sum(octet_length(record)) OVER (ORDER BY xid, position) - octet_length(record) AS before
    FROM (SELECT * FROM audit_inbox ORDER BY xid, position LIMIT ${BATCH_ROWS}) AS next
  ) AS sized WHERE before < ${BATCH_BYTES} ORDER BY xid, position`;

export async function takeBatch(db: Connection): Promise<InboxRow[]> {
  return (await db.query<InboxRow>({ name: 'chainward-take-batch', text: TAKE })).rows;
}

/** Ids that were sealed already, with the digest they were sealed under. */
export async function sealedBefore(db: Connection, rows: readonly InboxRow[]): Promise<Map<string, Buffer>> {
  const { rows: known } = await db.query<{ event_id: string; digest: Buffer }>(
    'SELECT event_id, digest FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [rows.map((row) => row.event_id)],
  );
  return new Map(known.map((row) => [row.event_id, row.digest]));
}

/** How many of them were still there to be deleted. */
export async function removeBatch(db: Connection, rows: readonly InboxRow[]): Promise<number> {
  const removed = await db.query(
    'DELETE FROM audit_inbox WHERE (xid, position) IN (SELECT * FROM unnest($1::text[]::xid8[], $2::bigint[]))',
    [rows.map((row) => row.xid), rows.map((row) => row.position)],
  );
  return removed.rowCount ?? 0;
}
