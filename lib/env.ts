import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const flag = z.enum(['0', '1']).transform((value) => value === '1');

/** Everything the processes read from their environment. The supervisor sets most of it for its children. */
const Environment = z.object({
  DATABASE_URL: z.string().optional(),
  DATABASE_KEEPER_URL: z.string().optional(),
  DATABASE_OWNER_URL: z.string().optional(),
  CHAINWARD_DATA: z.string().optional(),
  CHAINWARD_RUN: z.string().optional(),
  CHAINWARD_HOST: z.string().optional(),
  CHAINWARD_PORT: port.optional(),
  CHAINWARD_METRICS_PORT: port.optional(),
  CHAINWARD_WEB_PORT: port.optional(),
  CHAINWARD_FRONT_SECRET: z.string().min(32).optional(),
  CHAINWARD_TLS_CERT: z.string().optional(),
  CHAINWARD_TLS_KEY: z.string().optional(),
  CHAINWARD_TEST_PG_BIN: z.string().optional(),
  CHAINWARD_HSTS: flag.optional(),
  CHAINWARD_SUPERVISED: flag.optional(),
  CHAINWARD_LOG: z.enum(['pretty', 'json']).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  NODE_ENV: z.string().optional(),
});

export type Environment = z.infer<typeof Environment>;

let cached: Environment | undefined;

/** The only reader of the environment. An empty variable counts as one that is not set. */
export function env(): Environment {
  if (!cached) {
    const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
    const parsed = Environment.safeParse(given);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new Error(
        `The environment variable ${issue?.path.join('.') ?? '?'} is not usable: ${issue?.message ?? 'invalid'}`,
      );
    }
    cached = parsed.data;
  }
  return cached;
}

/** For the command line, which finds a running installation by its data folder: whoever asks the keeper asks that one. */
export const adoptRunFolder = (folder: string): void => {
  cached = { ...env(), CHAINWARD_RUN: folder };
};

/** What Next and next-auth read by themselves, for a web process that was started without the supervisor. */
export function settleWebEnvironment(): void {
  process.env.AUTH_TRUST_HOST ??= '1';
  process.env.NEXT_TELEMETRY_DISABLED ??= '1';
  // Next would end the process at a signal by itself, before what must be told at the end is recorded.
  process.env.NEXT_MANUAL_SIG_HANDLE ??= '1';
  Object.assign(process.env, { NODE_ENV: 'production' });
}

/** For children: what they inherit, with what the parent decides. */
export const childEnvironment = (extra: Record<string, string | undefined>): NodeJS.ProcessEnv => {
  const merged: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(extra)) {
    if (value === undefined) delete merged[name];
    else merged[name] = value;
  }
  return merged;
};
