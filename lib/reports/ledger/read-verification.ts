import { pool } from '@/lib/db';
import { KINDS, type Kind, readVerification } from '@/lib/ledger/verification/store';
import type { Jobs, Passes } from './describe-checks';

/** The jobs of the worker that do the looking. */
export const JOB_OF: Record<Kind, string> = {
  full: 'verify_ledger',
  continuous: 'verify_new_events',
  reconcile: 'reconcile',
};

/** What the last pass of each kind found, of this log and no other. */
export async function readPasses(): Promise<Passes> {
  const [continuous, full, reconcile] = await Promise.all(KINDS.map((kind) => readVerification(pool(), kind)));
  return { continuous: continuous ?? null, full: full ?? null, reconcile: reconcile ?? null };
}

type Row = {
  task_identifier: string;
  locked_at: Date | null;
  run_at: Date;
  updated_at: Date;
  last_error: string | null;
};

/** The worker’s queue: what waits, what is at work, what ended in an error. */
export async function readJobs(): Promise<Jobs> {
  const { rows } = await pool().query<Row>(
    `SELECT task_identifier, locked_at, run_at, updated_at, last_error FROM graphile_worker.jobs
     WHERE task_identifier = ANY($1) AND (locked_at IS NOT NULL OR last_error IS NOT NULL OR run_at <= now())
     ORDER BY locked_at NULLS FIRST, updated_at`,
    [Object.values(JOB_OF)],
  );
  const jobs: Jobs = {};
  for (const kind of KINDS) {
    const row = rows.findLast(({ task_identifier }) => task_identifier === JOB_OF[kind]);
    if (!row) continue;
    const { locked_at, run_at, updated_at, last_error } = row;
    jobs[kind] = locked_at
      ? { state: 'running', since: locked_at.toISOString() }
      : last_error === null
        ? { state: 'queued', since: run_at.toISOString() }
        : { state: 'failed', since: updated_at.toISOString() };
  }
  return jobs;
}
