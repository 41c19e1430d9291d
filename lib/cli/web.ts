import { createRequire } from 'node:module';
import path from 'node:path';
import { flushRefusals } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { env, settleWebEnvironment } from '@/lib/env';
import type { Logger } from '@/lib/log';
import { projectRoot } from '@/lib/paths';
import { runProcess } from './run-process';
import type { Verb } from './verb';

/** Next speaks through the console; here it speaks through the log. Its banner is of no use to anybody. */
function adoptConsole(log: Logger): void {
  const text = (parts: unknown[]) =>
    parts
      .map((part) => (part instanceof Error ? (part.stack ?? part.message) : String(part)))
      .join(' ')
      .trim();
  console.log = (...parts: unknown[]) => log.debug(text(parts));
  console.info = console.log;
  console.warn = (...parts: unknown[]) => log.warn(text(parts));
  console.error = (...parts: unknown[]) => log.error(text(parts));
}

export const web: Verb = {
  help: 'Reads DATABASE_URL, CHAINWARD_RUN, CHAINWARD_WEB_PORT and CHAINWARD_FRONT_SECRET.',
  run: () =>
    runProcess('web', async (log) => {
      const { CHAINWARD_WEB_PORT: port, CHAINWARD_FRONT_SECRET: secret } = env();
      if (!port || !secret)
        throw new AppError('invalid_input', 'The web process needs CHAINWARD_WEB_PORT and CHAINWARD_FRONT_SECRET');
      settleWebEnvironment();
      adoptConsole(log);
      const root = projectRoot();
      // `next start`, in this very process, so that it shares its logger, its lifeline and its signals.
      process.argv = [process.argv[0] ?? 'node', 'next', 'start', root, '-H', '127.0.0.1', '-p', String(port)];
      createRequire(path.join(root, 'package.json'))('next/dist/bin/next');
      return { stop: flushRefusals };
    }),
};
