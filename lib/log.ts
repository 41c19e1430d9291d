import pino, { type Logger } from 'pino';
import { env } from './env';

export type { Logger };

/** Names under which secrets travel; whatever stands there never reaches a log line. */
const SECRET_PATHS = [
  'password',
  'passwordHash',
  'token',
  'secret',
  'cookie',
  'authorization',
  'macKey',
  'key',
  'url',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

// The web process holds this module more than once: in the command line's bundle and in each of Next's graphs.
const shared = globalThis as { chainwardLog?: Logger };

/** JSON lines, or a readable form on a terminal. `process` names who speaks. */
export function createLogger(processName: string): Logger {
  const { CHAINWARD_LOG: form, LOG_LEVEL: level = 'info' } = env();
  const pretty = form ? form === 'pretty' : process.stdout.isTTY;
  const logger = pino({
    level,
    base: { process: processName, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
    ...(pretty && {
      transport: {
        target: 'pino-pretty',
        options: {
          ignore: 'pid,process,hostname',
          messageFormat: '{process}: {msg}',
          translateTime: 'HH:MM:ss.l',
          colorize: true,
        },
      },
    }),
  });
  shared.chainwardLog = logger;
  return logger;
}

/** The logger of this process; code that runs outside a named process (a test, a script) stays silent unless asked. */
export const log = (): Logger =>
  (shared.chainwardLog ??= pino({ level: env().LOG_LEVEL ?? 'silent', base: { process: 'test' } }));
