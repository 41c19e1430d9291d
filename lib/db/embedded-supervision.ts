import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@/lib/log';
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded-server';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

export type KeptServer = Pick<EmbeddedServer, 'url' | 'pid' | 'stop'>;

/** The embedded server, started again with growing pauses whenever it ends by itself; it recovers what it had acknowledged. */
export async function keepEmbedded(options: EmbeddedOptions): Promise<KeptServer> {
  let stopping = false;
  let server = await startEmbedded(options);

  const watch = async (): Promise<void> => {
    for (let pause = FIRST_DELAY_MS; !stopping; ) {
      const began = Date.now();
      const code = await server.ended;
      if (stopping) return;
      if (Date.now() - began > 30_000) pause = FIRST_DELAY_MS;
      log().error({ code, inMs: pause }, 'PostgreSQL ended by itself; starting it again');
      await delay(pause);
      pause = Math.min(pause * 2, LONGEST_DELAY_MS);
      try {
        if (!stopping) server = await startEmbedded(options);
        // Asked to stop while it was starting: the one that was stopped is the one before.
        if (stopping) await server.stop();
      } catch (error) {
        log().error({ reason: error instanceof Error ? error.message : String(error) }, 'PostgreSQL does not start');
      }
    }
  };
  const watching = watch();
  return {
    url: server.url,
    pid: () => server.pid(),
    stop: async () => {
      stopping = true;
      await server.stop();
      await watching;
    },
  };
}
