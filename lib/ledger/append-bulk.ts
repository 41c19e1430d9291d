import type { Queryable } from '@/lib/db';
import type { BuiltRecord } from './build-record';
import { getWriter, macOf } from './writer';

/** Many events of no governed row in one statement; for what arrives by the thousand. */
export async function appendBulk(db: Queryable, built: readonly BuiltRecord[]): Promise<void> {
  const writer = await getWriter();
  await db.query(
    `INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac)
     SELECT id, record, digest, '{}', $4, mac FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $5::bytea[]) AS r(id, record, digest, mac)`,
    [
      built.map((one) => one.eventId),
      built.map((one) => one.record),
      built.map((one) => one.digest),
      writer.id,
      built.map((one) => macOf(writer.key, one.digest)),
    ],
  );
}
