import { flushRefusals } from '@/lib/command';
import { createPool, databaseUrl } from '@/lib/db';
import { runWorker } from '@/lib/jobs/run-worker';
import { becomeWriter } from '@/lib/keeper/client-writer';
import { runProcess } from './run-process';
import type { Verb } from './verb';

export const worker: Verb = {
  help: 'Reads DATABASE_URL and CHAINWARD_RUN. Any number may run.',
  run: () =>
    runProcess('worker', async () => {
      becomeWriter('worker');
      const pool = createPool(databaseUrl(), 'worker', 6);
      const started = await runWorker(pool);
      return {
        stop: async () => {
          await started.stop();
          await flushRefusals();
          await pool.end();
        },
      };
    }),
};
