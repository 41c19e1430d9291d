import { Logger, run } from 'graphile-worker';
import type { Pool } from '@/lib/db';
import { log } from '@/lib/log';
import { JOBS, type Job } from './jobs';

const SECONDS = 1000;

const crontabLine = ({ name, schedule, madeUp }: Job): string =>
  `${schedule} ${name} ?max=1&jobKey=${name}${madeUp ? '&fill=1d' : ''}`;

/** Takes jobs from PostgreSQL until stopped; any number of workers may, each job is taken once. */
export async function runWorker(pool: Pool): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const tasks = Object.fromEntries(
    JOBS.map((job: Job) => [
      job.name,
      async () => {
        const began = Date.now();
        await job.run(stopping.signal).catch((error: unknown) => {
          // Broken off by our own stop, it goes on at the next start.
          if (!stopping.signal.aborted) throw error;
        });
        log().debug({ job: job.name, ms: Date.now() - began }, 'job done');
      },
    ]),
  );
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    crontab: JOBS.map(crontabLine).join('\n'),
    concurrency: 2,
    pollInterval: 2 * SECONDS,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => (level === 'error' ? log().error(message) : log().debug(message))),
  });
  return {
    stop: () => {
      stopping.abort();
      return runner.stop();
    },
  };
}
