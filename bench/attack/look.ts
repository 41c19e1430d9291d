import type { Connection, Pool, Queryable } from '@/lib/db';
import { type DrillOutside, type DrillRow, type DrillSlice, WHOLE_LOG } from '@/lib/ledger/drill/slice';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { isSignedBy, parseVerifierKey } from '@/lib/ledger/format/note';
import { reconcile } from '@/lib/ledger/reconcile/reconcile';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import type { Sight } from './attack';
import type { Outside } from './site';

/** What the keeper and the writers themselves found, and sealed: it stands in the log for everybody. */
async function reportedIn(db: Queryable, from: number): Promise<{ seq: number; code: string }[]> {
  const { rows } = await db.query<{ seq: string; record: Buffer }>(
    `SELECT seq, record FROM audit_event e JOIN dim_activity a ON a.no = e.activity
     WHERE e.seq >= $1 AND a.name = 'forgery_detected' ORDER BY seq`,
    [from],
  );
  return rows.map(({ seq, record }) => {
    const { reason } = JSON.parse(record.toString('utf8')) as { reason?: { code: string } };
    return { seq: Number(seq), code: reason?.code ?? 'forgery' };
  });
}

/** As somebody sees it who has the database before him, and outside of it a key, notes and receipts. */
export async function look(db: Connection, outside: Outside, from: number): Promise<Sight> {
  const report = await verifyLog({
    db,
    vkey: outside.vkey,
    anchored: outside.anchored.map((note) => ({ note, source: 'a note kept outside', local: false })),
    receipts: outside.receipts,
  });
  const state = await reconcile(db);
  const reported = await reportedIn(db, from);
  const named = [
    ...report.findings.map(({ damage }) => damage),
    ...state.findings.map(({ kind }) => `row ${kind}`),
    ...reported.map(({ code }) => code),
  ];
  return {
    verdict: state.verdict === 'broken' ? 'broken' : report.verdict,
    firstBad: report.firstBad?.seq ?? state.findings[0]?.event ?? reported[0]?.seq ?? null,
    named: [...new Set(named)],
  };
}

type Row = {
  seq: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  micros: string;
  recorded_at: string;
  module: string | null;
  activity: string | null;
  class: number;
  status: number;
  severity: number;
  type: string | null;
  actor_id: string | null;
  name: string | null;
};

const READ = `SELECT e.seq, e.event_id, e.record, e.digest, e.prev, e.leaf_hash, e.class, e.status, e.severity,
    (extract(epoch FROM e.sealed_at) * 1000000)::bigint AS micros, m.name AS module, a.name AS activity, d.type, d.actor_id, d.name,
    to_char(e.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
  FROM audit_event e LEFT JOIN dim_module m ON m.no = e.module LEFT JOIN dim_activity a ON a.no = e.activity
    LEFT JOIN dim_actor d ON d.no = e.actor_no ORDER BY e.seq`;

const toDrillRow = (row: Row): DrillRow => ({
  seq: Number(row.seq),
  eventId: row.event_id,
  record: row.record,
  digest: row.digest,
  prev: row.prev,
  leaf: row.leaf_hash,
  sealedMicros: BigInt(row.micros),
  columns: {
    recordedAt: row.recorded_at,
    module: row.module ?? '',
    activity: row.activity ?? '',
    class: row.class,
    status: row.status,
    severity: row.severity,
    actor: { type: row.type ?? '', id: row.actor_id ?? '', name: row.name ?? '' },
  },
});

/** The whole log as the ways of keeping a log that it is compared with would see it. */
export async function readSlice(
  db: Queryable,
  outside: Outside,
): Promise<{ slice: DrillSlice; outside: DrillOutside }> {
  const rows = (await db.query<Row>(READ)).rows.map(toDrillRow);
  const head = (await db.query<{ size: string; hash: Buffer }>('SELECT size, hash FROM ledger_head')).rows[0];
  const key = parseVerifierKey(outside.vkey);
  const stored = await db.query<{ size: string; root: Buffer; note: string }>(
    'SELECT size, root, note FROM ledger_checkpoint',
  );
  const checkpoints = stored.rows.map(({ size, root, note }) => ({
    size: Number(size),
    root,
    genuine: key !== null && isSignedBy(note, key),
  }));
  const anchored = outside.anchored.flatMap((note) => {
    const said = parseCheckpoint(note);
    return said ? [{ size: Number(said.size), root: said.root }] : [];
  });
  return {
    slice: { rows, head: { size: Number(head?.size), hash: head?.hash ?? Buffer.alloc(0) }, checkpoints },
    outside: { ...WHOLE_LOG, anchored, receipts: outside.receipts },
  };
}

export async function lookAt(pool: Pool, outside: Outside, from: number): Promise<Sight> {
  const db = await pool.connect();
  return look(db, outside, from).finally(() => db.release());
}
