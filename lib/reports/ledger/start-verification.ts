import { z } from 'zod';
import { defineCommand } from '@/lib/command';
import { JOB_OF } from './read-verification';

const STARTED = [JOB_OF.full, JOB_OF.reconcile] as const;

/**
 * Has the worker read the whole log and compare the governed rows, both now. Asking is a read of the log; what comes of it are the
 * worker's own events. Asked twice, a job that waits stays one.
 */
export const startVerification = defineCommand({
  name: 'ledger.verify',
  event: 'audit.viewed',
  permission: 'ledger.verify',
  input: z.strictObject({}),
  run: async (tx, { caller }) => {
    for (const job of STARTED)
      await tx.$executeRaw`SELECT graphile_worker.add_job(${job}::text, payload := '{}'::json, job_key := ${job}::text, max_attempts := 1)`;
    return {
      result: { jobs: [...STARTED] },
      event: {
        name: 'audit.viewed',
        summary: `${caller.actor.name} had the whole ledger verified.`,
        details: { view: 'verification' },
        effects: [],
      },
    };
  },
});
