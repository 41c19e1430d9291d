import { readFileSync } from 'node:fs';
import { type Connection, createPool } from '@/lib/db';
import { reconcile } from '@/lib/ledger/reconcile/reconcile';
import { type ReconcileReport, UNEXPLAINED } from '@/lib/ledger/reconcile/report';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import type { Verdict } from '@/lib/ledger/verify/verdict';
import { verifyLog } from '@/lib/ledger/verify/verify-log';

type Given = { dsn?: string | undefined; bundle?: string | undefined; vkey?: string | undefined };
type Seen = { verdict: Verdict; firstBad: number | null; named: string[]; words: string };

type Found = { seq: number | null; damage: string; detail: string };
type Told = {
  verdict: Verdict;
  firstBad: Found | null;
  findings: readonly Found[];
  origin: string | null;
  size: number;
};

/** A role that may read the log may not read everything: then the rows stay uncompared, and it is said. */
async function compareRows(
  db: Connection,
): Promise<Pick<ReconcileReport, 'verdict' | 'findings'> & { remark?: string }> {
  try {
    return await reconcile(db);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    return { verdict: 'ok', findings: [], remark: 'Governed rows were not compared: this role may not read them.' };
  }
}

function tell({ verdict, firstBad, findings, origin, size }: Told, remark?: string): Seen {
  const lines = findings.map(({ seq, detail }) => `  ${seq === null ? '' : `event ${seq}: `}${detail}`);
  return {
    verdict,
    firstBad: firstBad?.seq ?? null,
    named: [...new Set(findings.map(({ damage }) => damage))],
    words: [`${verdict}: ${size} events of ${origin ?? 'no log'}`, ...lines, ...(remark ? [remark] : []), ''].join(
      '\n',
    ),
  };
}

async function lookAtDatabase(dsn: string, vkey: string | undefined): Promise<Seen> {
  const pool = createPool(dsn, 'attack', 1);
  try {
    const db = await pool.connect();
    try {
      const report = await verifyLog({ db, vkey });
      const { verdict, findings, remark } = await compareRows(db);
      const rows = findings.map(({ table, key, kind, event }) => ({
        seq: event,
        damage: `row ${kind}`,
        detail: `${table}${key === null ? '' : ` ${key}`} ${UNEXPLAINED[kind]}`,
      }));
      const firstBad = report.firstBad ?? rows[0] ?? null;
      const told = verdict === 'broken' ? { ...report, verdict, firstBad } : report;
      return tell({ ...told, findings: [...report.findings, ...rows] }, remark);
    } finally {
      db.release();
    }
  } finally {
    await pool.end();
  }
}

/** Damage that we did not choose: which, and where it begins. */
export async function lookAtGiven({ dsn, bundle, vkey }: Given): Promise<Seen> {
  if (dsn) return lookAtDatabase(dsn, vkey);
  const bytes = readFileSync(bundle ?? '');
  return tell(await verifyExport(fromBytes(bytes), { vkeys: vkey ? [vkey] : [] }));
}
