import type { Queryable } from '@/lib/db';
import type { BuiltRecord } from './build-record';
import { getWriter, macOf } from './writer';

/** Records, digests and macs go as one value each and are cut apart by the server, as in the sequencer. */
const INSERT = `INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac)
  SELECT id, substring($1::bytea FROM (upto - length + 1)::integer FOR length), substring($2::bytea FROM (n::integer - 1) * 64 + 1 FOR 32),
    '{}', $3, substring($2::bytea FROM (n::integer - 1) * 64 + 33 FOR 32)
  FROM (
    SELECT *, sum(length) OVER (ORDER BY n) AS upto
    FROM unnest($4::uuid[], $5::integer[]) WITH ORDINALITY AS r(id, length, n)
  ) AS rows ORDER BY n`;

/** Many events of no governed row in one statement; for what arrives by the thousand. */
export async function appendBulk(db: Pick<Queryable, 'query'>, built: readonly BuiltRecord[]): Promise<void> {
  const { id, key } = await getWriter();
  await db.query({
    name: 'chainward-append-bulk',
    text: INSERT,
    values: [
      Buffer.concat(built.map((one) => one.record)),
      Buffer.concat(built.flatMap((one) => [one.digest, macOf(key, one.digest)])),
      id,
      built.map((one) => one.eventId),
      built.map((one) => one.record.length),
    ],
  });
}
