import { expireSessions, findOverdueSessions } from '@/lib/access';
import { run } from '@/lib/command';
import { systemClock } from '@/lib/core/clock';
import { machine } from '@/lib/identity';

export type Job = { name: string /** As in crontab, in UTC. */; schedule: string; run(): Promise<void> };

const MOST_ROUNDS = 100;

const scheduler = machine('scheduler', 'scheduler');

/** Everything the worker does by schedule. Jobs run commands like everybody else. */
export const JOBS: readonly Job[] = [
  {
    name: 'expire_sessions',
    schedule: '* * * * *',
    run: async () => {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const sessionIds = await findOverdueSessions(systemClock.now());
        if (sessionIds.length === 0) return;
        await run(expireSessions, scheduler, { sessionIds });
      }
    },
  },
];
