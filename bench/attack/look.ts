import type { Connection, Pool, Queryable } from '@/lib/db';
import { readDrillRows } from '@/lib/ledger/drill/read-rows';
import { type DrillOutside, type DrillSlice, WHOLE_LOG } from '@/lib/ledger/drill/slice';
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

/** The whole log as the ways of keeping a log that it is compared with would see it. */
export async function readSlice(
  db: Queryable,
  outside: Outside,
): Promise<{ slice: DrillSlice; outside: DrillOutside }> {
  const rows = await readDrillRows(db, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
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
