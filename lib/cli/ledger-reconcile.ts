import { reconcile } from '@/lib/ledger/reconcile/reconcile';
import { type ReconcileReport, type StateFinding, UNEXPLAINED } from '@/lib/ledger/reconcile/report';
import { VERDICTS } from '@/lib/ledger/verify/verdict';
import { SOURCE_OPTIONS, withLog } from './ledger-source';
import { count } from './progress';
import { JSON_OPTION, type Verb } from './verb';

const MEANING: Record<ReconcileReport['verdict'], string> = {
  ok: 'every row is explained by an event',
  broken: 'rows stand, or are gone, that no event explains',
  missing: 'there is no ledger here',
};

function line({ table, key, kind, event, expected, found }: StateFinding): string {
  const after =
    event === null ? 'no sealed event accounts for it' : `the last event that accounts for it is ${count(event)}`;
  const digests = kind === 'changed' ? `; is ${found?.slice(0, 16)}…, should be ${expected?.slice(0, 16)}…` : '';
  return `unexplained  ${table}${key === null ? '' : ` ${key}`} ${UNEXPLAINED[kind]}${key === null ? '' : `; ${after}`}${digests}`;
}

function explain(report: ReconcileReport): string {
  const lines = [
    `verdict      ${report.verdict}: ${MEANING[report.verdict]}`,
    ...report.findings.map(line),
    `log          ${report.origin ?? 'none'}, ${count(report.size)} events`,
    `compared     ${count(report.rows)} rows with ${count(report.effects)} changes`,
    `took         ${(report.milliseconds / 1000).toFixed(2)} s`,
  ];
  return `${lines.join('\n')}\n`;
}

export const ledgerReconcile: Verb = {
  help: 'The database’s own log is believed here: verify it first. Exit codes: 0 ok, 10 broken, 15 missing; 1 when it could not be looked at, 64 for a wrong call.',
  options: { ...SOURCE_OPTIONS, json: JSON_OPTION },
  run: (values) =>
    withLog(
      values,
      async (db) => {
        const report = await reconcile(db);
        process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : explain(report));
        return VERDICTS[report.verdict];
      },
      'app',
    ),
};
