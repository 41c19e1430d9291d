import { AppError } from '@/lib/core/errors';
import { microsToRecordTime } from '@/lib/core/time';
import { pool } from '@/lib/db';
import type { DrillCheckpoint, DrillOutside, DrillRow, DrillSlice } from '@/lib/ledger/drill/slice';
import { ZERO_HASH } from '@/lib/ledger/format/entry';
import { isSignedBy, parseVerifierKey } from '@/lib/ledger/format/note';
import { nodesOf } from '@/lib/ledger/format/proof';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import type { LedgerKey } from '../contract/ledger';
import { readSigningKeys } from './read-figures';

const MOST_ROWS = 300;
/** With fewer there is neither a middle to damage nor a neighbour to swap with. */
const LEAST_ROWS = 3;

type Row = {
  seq: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  micros: string;
  recorded_micros: string;
  module: string;
  activity: string;
  class: number;
  status: number;
  severity: number;
  actor_type: string;
  actor_id: string;
  actor_name: string;
};

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
    module: row.module,
    activity: row.activity,
    class: row.class,
    status: row.status,
    severity: row.severity,
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
  },
});

type Signed = { size: string; root: Buffer; note: string };

/** A key speaks for the log from the checkpoint that handed over to it until the one that hands it on; both keys sign those. */
const isGenuine = (keys: readonly LedgerKey[], { size, note }: Signed): boolean => {
  const rising = [...keys].sort(
    (a, b) => (a.until ?? Number.POSITIVE_INFINITY) - (b.until ?? Number.POSITIVE_INFINITY),
  );
  return rising.some(({ vkey, until }, at) => {
    const from = (rising[at - 1]?.until ?? -1) + 1;
    const key = parseVerifierKey(vkey);
    return (
      Number(size) >= from && (until === null || Number(size) <= until + 1) && key !== null && isSignedBy(note, key)
    );
  });
};

/** The newest events under a signature, as a copy in memory, and what is needed to take them for the end of a longer log. */
export async function loadSlice(): Promise<{ slice: DrillSlice; outside: DrillOutside }> {
  const db = pool();
  const signed = await db.query<Signed>(
    `SELECT c.size, c.root, c.note FROM ledger_checkpoint c JOIN ledger_head h ON h.origin = c.origin
     WHERE c.size <= h.size AND c.size > (SELECT max(size) FROM ledger_checkpoint WHERE origin = h.origin) - ${MOST_ROWS}
     ORDER BY c.size DESC LIMIT ${MOST_ROWS}`,
  );
  const newest = signed.rows[0];
  const size = Number(newest?.size ?? 0);
  if (!newest || size < LEAST_ROWS)
    throw new AppError('conflict', 'The log is too young for a drill: it needs three events under a signature');
  const start = Math.max(0, size - MOST_ROWS);
  const before = start > 0 ? (await db.query<Row>(ROWS, [start - 1, start])).rows[0] : undefined;
  const nodes = start > 0 ? await new TreeReader(db, BigInt(size)).read(nodesOf({ lo: 0n, hi: BigInt(start) })) : [];
  const rows = (await db.query<Row>(ROWS, [start, size])).rows.map(toDrillRow);
  const last = rows.at(-1);
  if (rows.length !== size - start || !last || (start > 0 && !before))
    throw new AppError('conflict', 'Events are missing from the end of the log: verify it');
  const keys = await readSigningKeys();
  const checkpoints = signed.rows
    .filter((row) => Number(row.size) > start)
    .map((row): DrillCheckpoint => ({ size: Number(row.size), root: row.root, genuine: isGenuine(keys, row) }));
  return {
    slice: { rows, head: { size, hash: last.leaf }, checkpoints },
    outside: {
      start: { size: start, nodes, last: before?.leaf_hash ?? ZERO_HASH, sealedMicros: BigInt(before?.micros ?? 0) },
      // As if the newest of them were kept where this machine cannot reach it: that is what an anchor is.
      anchored: [{ size, root: newest.root }],
      receipts: [],
    },
  };
}
