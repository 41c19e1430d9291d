import type { Connection } from '@/lib/db';
import { appendBulk } from '../append-bulk';
import { type BuiltRecord, buildRecord, sealable } from '../build-record';
import { inBulkTransaction } from '../bulk-transaction';
import { subtreeRoot } from '../format/merkle';
import { acknowledge } from '../record-events';
import { timeOfId } from '../waiting';
import { getWriter } from '../writer';
import { rowHash } from './request-row';
import type { SpooledRow } from './spool';

/** The bytes go as one value and are cut apart by the server, as in the inbox. */
const INSERT = `INSERT INTO service_request (segment, position, request_id, occurred_at, actor_id, certificate, record, leaf_hash)
  SELECT $1, n - 1, id, at, actor, certificate, substring($2::bytea FROM (upto - length + 1)::integer FOR length),
    substring($3::bytea FROM (n::integer - 1) * 32 + 1 FOR 32)
  FROM (
    SELECT *, sum(length) OVER (ORDER BY n) AS upto
    FROM unnest($4::uuid[], $5::timestamptz[], $6::text[], $7::bytea[], $8::integer[]) WITH ORDINALITY
      AS r(id, at, actor, certificate, length, n)
  ) AS rows ORDER BY n`;

const MOST_ACTOR_CHARACTERS = 200;

/** What the columns say of a row: its projection, as the check compares it. */
export const columnsOf = ({ row }: Pick<SpooledRow, 'row'>) => ({
  requestId: row.id,
  occurredAt: row.occurredAt,
  actorId: (row.actor.id ?? '').replaceAll('\u0000', '\\u0000').slice(0, MOST_ACTOR_CHARACTERS).toWellFormed(),
  certificate: row.actor.certificate ? Buffer.from(row.actor.certificate.sha256, 'hex') : null,
});

const boundsOf = (rows: readonly SpooledRow[]) => {
  const times = rows.map(({ row }) => row.occurredAt).sort();
  return { from: times[0] ?? '', to: times.at(-1) ?? '' };
};

/** The event of a segment bears the segment's id: committed twice, it is still one. */
function eventOf(
  segment: string,
  rows: readonly SpooledRow[],
  process: string,
  hashes: readonly Buffer[],
): BuiltRecord {
  const details = { count: rows.length, ...boundsOf(rows), root: subtreeRoot(hashes).toString('hex') };
  const { envelope } = buildRecord(
    {
      name: 'service.requests',
      summary:
        rows.length === 1
          ? 'One request of a service was answered.'
          : `${rows.length} requests of services were answered.`,
      details,
    },
    { actor: { type: 'system', name: process, method: 'none' }, now: new Date() },
  );
  return sealable({ ...envelope, id: segment, occurredAt: details.to });
}

const ensured = new Set<string>();

async function ensurePartition(segment: string): Promise<void> {
  const day = new Date(timeOfId(segment)).toISOString().slice(0, 10);
  if (ensured.has(day)) return;
  await inBulkTransaction((db) => db.query('SELECT chainward_ensure_request_partitions($1::date)', [day]));
  if (ensured.size > 100) ensured.clear();
  ensured.add(day);
}

async function insert(db: Connection, segment: string, rows: readonly SpooledRow[], hashes: readonly Buffer[]) {
  const columns = rows.map(columnsOf);
  await db.query({
    name: 'chainward-insert-requests',
    text: INSERT,
    values: [
      segment,
      Buffer.concat(rows.map(({ bytes }) => bytes)),
      Buffer.concat([...hashes]),
      columns.map((one) => one.requestId),
      columns.map((one) => one.occurredAt),
      columns.map((one) => one.actorId),
      columns.map((one) => one.certificate),
      rows.map(({ bytes }) => bytes.length),
    ],
  });
}

/** Rows and their event in one transaction. False when the segment is there already: an earlier try, whose answer was lost, went through. */
export async function commitSegment(segment: string, rows: readonly SpooledRow[], process: string): Promise<boolean> {
  const hashes = rows.map(({ bytes }) => rowHash(bytes));
  const event = eventOf(segment, rows, process, hashes);
  await getWriter();
  await ensurePartition(segment);
  const fresh = await inBulkTransaction(async (db) => {
    const known = await db.query('SELECT FROM service_request WHERE segment = $1 LIMIT 1', [segment]);
    if (known.rowCount) return false;
    await appendBulk(db, [event]);
    await insert(db, segment, rows, hashes);
    return true;
  });
  if (fresh) acknowledge([event]);
  return fresh;
}
