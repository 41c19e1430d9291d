import { Logger, run } from 'graphile-worker';
import type { Pool } from '@/lib/db';
import { log } from '@/lib/log';
import { JOBS, type Job } from './jobs';

const SECONDS = 1000;

/** Takes jobs from PostgreSQL until stopped; any number of workers may, each job is taken once. */
export async function runWorker(pool: Pool): Promise<{ stop(): Promise<void> }> {
  const tasks = Object.fromEntries(
    JOBS.map((job: Job) => [
      job.name,
      async () => {
        const began = Date.now();
        await job.run();
        log().debug({ job: job.name, ms: Date.now() - began }, 'job done');
      },
    ]),
  );
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab: JOBS.map((job) => `${job.schedule} ${job.name} ?max=1&jobKey=${job.name}`).join('\n'),
    concurrency: 2,
    pollInterval: 2 * SECONDS,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => (level === 'error' ? log().error(message) : log().debug(message))),
  });
  return { stop: () => runner.stop() };
}
