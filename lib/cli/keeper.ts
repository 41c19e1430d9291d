import { AppError } from '@/lib/core/errors';
import { databaseUrl } from '@/lib/db';
import { env } from '@/lib/env';
import { startKeeper } from '@/lib/keeper/run';
import { provideWriter, recordEvents } from '@/lib/ledger';
import { ledgerMetrics } from '@/lib/metrics';
import { runProcess } from './run-process';
import type { Verb } from './verb';
import { version } from './version';

const context = () => ({ actor: { type: 'system', name: 'chainward', method: 'none' } as const, now: new Date() });

export const keeper: Verb = {
  help: 'Reads DATABASE_URL (as the keeper’s role), CHAINWARD_DATA and CHAINWARD_RUN. One runs; a second one waits.',
  run: () =>
    runProcess('keeper', async (_log, fail, signal) => {
      const {
        CHAINWARD_DATA: dataFolder,
        CHAINWARD_RUN: runFolder,
        CHAINWARD_HOST: host,
        CHAINWARD_TLS_CERT: ownCertificate,
      } = env();
      if (!dataFolder || !runFolder)
        throw new AppError('invalid_input', 'The keeper needs CHAINWARD_DATA and CHAINWARD_RUN');
      const metrics = ledgerMetrics();
      const started = await startKeeper({
        databaseUrl: databaseUrl(),
        dataFolder,
        runFolder,
        frontHost: ownCertificate ? null : (host ?? 'localhost'),
        signal,
        onLost: () => fail('lost the database connection that holds the keeper’s lock'),
        onSealed: (size, count) => {
          metrics.sealed.inc(count);
          metrics.size.set(Number(size));
        },
        onForgery: () => metrics.forged.inc(),
      });
      provideWriter(async () => {
        const { id, key } = await started.handlers['writer.key']({ process: 'keeper' });
        return { id, key: Buffer.from(key, 'base64') };
      });
      await recordEvents(
        [{ name: 'system.started', summary: `Chainward ${version()} started.`, details: { version: version() } }],
        context(),
      );
      return {
        stop: async () => {
          await recordEvents([{ name: 'system.stopped', summary: `Chainward ${version()} stopped.` }], context()).catch(
            () => undefined,
          );
          await started.stop();
        },
      };
    }),
};
