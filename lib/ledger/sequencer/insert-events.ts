import type { Connection } from '@/lib/db';
import type { Envelope } from '../envelope';
import { encodeEntry, leafHash } from '../format/entry';
import { type Projection, project } from '../projection';
import type { Numbers } from './dimensions';

/** A record that was found good, on its way into the log. */
export type Sealable = { envelope: Envelope; eventId: string; record: Buffer; digest: Buffer };

/** Entries computed, rows not written yet. */
export type Prepared = {
  first: bigint;
  sealedAt: bigint;
  eventIds: string[];
  lengths: number[];
  records: Buffer[];
  /** Digest, previous and leaf hash of each row, one after the other. */
  hashes: Buffer[];
  leaves: Buffer[];
  projections: Projection[];
};

/** The chain's next links. Pure but for its output: no database is asked. */
export function prepareEvents(records: readonly Sealable[], first: bigint, prev: Buffer, sealedAt: bigint): Prepared {
  const prepared: Prepared = {
    first,
    sealedAt,
    eventIds: [],
    lengths: [],
    records: [],
    hashes: [],
    leaves: [],
    projections: [],
  };
  let hash = prev;
  for (const { envelope, eventId, record, digest } of records) {
    const seq = first + BigInt(prepared.leaves.length);
    const leaf = leafHash(encodeEntry(seq, sealedAt, hash, digest));
    prepared.eventIds.push(eventId);
    prepared.lengths.push(record.length);
    prepared.records.push(record);
    prepared.hashes.push(digest, hash, leaf);
    prepared.leaves.push(leaf);
    prepared.projections.push(project(envelope));
    hash = leaf;
  }
  return prepared;
}

/**
 * Records and hashes go as one value each and are cut apart by the server: arrays of bytea would go as text, twice as long, escaped
 * here and unescaped there.
 */
const INSERT = `INSERT INTO audit_event
  (seq, event_id, record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity, class, status, severity, actor_no)
  SELECT $1::bigint + n - 1, event_id, substring($2::bytea FROM (upto - length + 1)::integer FOR length),
    substring($3::bytea FROM (n::integer - 1) * 96 + 1 FOR 32), substring($3::bytea FROM (n::integer - 1) * 96 + 33 FOR 32),
    substring($3::bytea FROM (n::integer - 1) * 96 + 65 FOR 32), recorded_at,
    'epoch'::timestamptz + $4::bigint * interval '1 microsecond', module, activity, class, status, severity, actor_no
  FROM (
    SELECT *, sum(length) OVER (ORDER BY n) AS upto
    FROM unnest($5::uuid[], $6::integer[], $7::timestamptz[], $8::smallint[], $9::smallint[], $10::smallint[], $11::smallint[],
      $12::smallint[], $13::integer[]) WITH ORDINALITY
      AS r(event_id, length, recorded_at, module, activity, class, status, severity, actor_no, n)
  ) AS rows`;

export async function insertEvents(db: Connection, prepared: Prepared, numbers: readonly Numbers[]): Promise<void> {
  const { first, sealedAt, eventIds, lengths, records, hashes, projections } = prepared;
  await db.query({
    name: 'chainward-insert-events',
    text: INSERT,
    values: [
      first,
      Buffer.concat(records),
      Buffer.concat(hashes),
      sealedAt,
      eventIds,
      lengths,
      projections.map((projection) => projection.recordedAt),
      numbers.map((number) => number.module),
      numbers.map((number) => number.activity),
      projections.map((projection) => projection.class),
      projections.map((projection) => projection.status),
      projections.map((projection) => projection.severity),
      numbers.map((number) => number.actor),
    ],
  });
}
