import { AppError } from '@/lib/core/errors';
import { type Connection, GOVERNED, type GovernedTable } from '@/lib/db';
import { setAsideSchemas } from '../set-aside';
import { compareTable, MOST_FINDINGS } from './compare-table';
import { EffectTable } from './effects';
import type { ReconcileReport } from './report';

type Head = { origin: string; size: number };

/** A head that promises more than there is must not keep anybody reading for ever. */
const READ_HEAD = 'SELECT origin, least(size, (SELECT max(seq) + 1 FROM public.audit_event)) AS size FROM ledger_head';

async function readHead(db: Connection): Promise<Head | null> {
  const { rows } = await db.query<{ origin: string; size: string }>(READ_HEAD);
  return rows[0] ? { origin: rows[0].origin, size: Number(rows[0].size) } : null;
}

/** Logs that a fork set aside: what they account for still stands. */
async function readEarlierLogs(db: Connection, effects: EffectTable, signal?: AbortSignal): Promise<void> {
  for (const schema of await setAsideSchemas(db)) {
    const { rows: heads } = await db.query<{ size: string }>(`SELECT size FROM ${schema}.ledger_head`);
    await effects.read(schema, 0, Number(heads[0]?.size ?? 0), signal);
  }
}

async function presentTables(db: Connection): Promise<GovernedTable[]> {
  const tables = Object.keys(GOVERNED) as GovernedTable[];
  const { rows } = await db.query<{ name: GovernedTable }>(
    "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass('public.' || quote_ident(name)) IS NOT NULL",
    [tables],
  );
  const present = new Set(rows.map(({ name }) => name));
  return tables.filter((table) => present.has(table));
}

/**
 * Holds every governed row against the last event that accounts for it. What was sealed before the start is read at leisure; then one
 * snapshot shows the rest of the log, what still waits to be sealed, and the rows: a change that it shows without its event was none of ours.
 */
export async function reconcile(db: Connection, signal?: AbortSignal): Promise<ReconcileReport> {
  const began = Date.now();
  const head = await readHead(db);
  const report = {
    findings: [],
    unexplained: 0,
    rows: 0,
    effects: 0,
    origin: head?.origin ?? null,
    size: head?.size ?? 0,
  };
  if (!head) return { ...report, verdict: 'missing', milliseconds: Date.now() - began };
  const effects = await EffectTable.open(db);
  try {
    await readEarlierLogs(db, effects, signal);
    await effects.read('public', 0, head.size, signal);
    await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    try {
      return { ...(await compareState(db, head, effects, signal)), milliseconds: Date.now() - began };
    } finally {
      await db.query('ROLLBACK');
    }
  } finally {
    await effects.close();
  }
}

async function compareState(
  db: Connection,
  before: Head,
  effects: EffectTable,
  signal?: AbortSignal,
): Promise<Omit<ReconcileReport, 'milliseconds'>> {
  const head = await readHead(db);
  if (head?.origin !== before.origin)
    throw new AppError('conflict', 'The log was set aside while it was being read; begin again');
  await effects.read('public', before.size, head.size, signal);
  await effects.readWaiting();
  const report: Omit<ReconcileReport, 'milliseconds'> = {
    verdict: 'ok',
    findings: [],
    unexplained: 0,
    rows: 0,
    effects: effects.count,
    origin: head.origin,
    size: head.size,
  };
  for (const table of await presentTables(db)) {
    const { rows, unexplained, findings } = await compareTable(db, table);
    report.rows += rows;
    report.unexplained += unexplained;
    report.findings.push(...findings.slice(0, MOST_FINDINGS - report.findings.length));
  }
  return { ...report, verdict: report.unexplained > 0 ? 'broken' : 'ok' };
}
