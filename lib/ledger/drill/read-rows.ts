import { microsToRecordTime } from '@/lib/core/time';
import type { Queryable } from '@/lib/db';
import type { DrillRow } from './slice';

type Row = {
  seq: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  micros: string;
  recorded_micros: string;
  module: string | null;
  activity: string | null;
  class: number;
  status: number;
  severity: number;
  actor_type: string | null;
  actor_id: string | null;
  actor_name: string | null;
};

/** A time that somebody set to infinity, or before 1970, has no microseconds of ours. */
const micros = (column: string) =>
  `CASE WHEN isfinite(${column}) THEN greatest(0, (extract(epoch FROM ${column}) * 1000000)::bigint) ELSE 0 END`;

const ROWS = `SELECT e.seq, e.event_id, e.record, e.digest, e.prev, e.leaf_hash, ${micros('e.sealed_at')} AS micros,
    ${micros('e.recorded_at')} AS recorded_micros, m.name AS module, a.name AS activity, e.class, e.status, e.severity,
    d.type AS actor_type, d.actor_id, d.name AS actor_name
  FROM audit_event e LEFT JOIN dim_module m ON m.no = e.module LEFT JOIN dim_activity a ON a.no = e.activity
    LEFT JOIN dim_actor d ON d.no = e.actor_no
  WHERE e.seq >= $1 AND e.seq < $2 ORDER BY e.seq`;

const toDrillRow = (row: Row): DrillRow => ({
  seq: Number(row.seq),
  eventId: row.event_id,
  record: row.record,
  digest: row.digest,
  prev: row.prev,
  leaf: row.leaf_hash,
  sealedMicros: BigInt(row.micros),
  columns: {
    recordedAt: microsToRecordTime(BigInt(row.recorded_micros)),
    module: row.module ?? '',
    activity: row.activity ?? '',
    class: row.class,
    status: row.status,
    severity: row.severity,
    actor: { type: row.actor_type ?? '', id: row.actor_id ?? '', name: row.actor_name ?? '' },
  },
});

/** Events from one number up to, not including, another, as the drill sees them. */
export async function readDrillRows(db: Queryable, from: number, to: number): Promise<DrillRow[]> {
  return (await db.query<Row>(ROWS, [from, to])).rows.map(toDrillRow);
}
