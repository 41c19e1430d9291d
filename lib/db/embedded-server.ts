import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '@/lib/core/errors';
import { isAlive } from '@/lib/core/processes';
import { childEnvironment } from '@/lib/env';
import { findBinaries, type ServerUser, serverUser } from './embedded-binaries';

const run = promisify(execFile);

export type EmbeddedOptions = {
  /** Where the cluster lies; made when missing. */
  dataFolder: string;
  /** An existing folder for the socket, short enough for one. */
  socketFolder: string;
  /** Other binaries than the packaged ones. */
  binaries?: string;
  settings?: Record<string, string>;
  onLog?: (line: string) => void;
};

export type EmbeddedServer = {
  url(role: string, database: string): string;
  /** Resolves when the server has ended, however it did. */
  ended: Promise<number | null>;
  pid(): number | null;
  stop(): Promise<void>;
};

/** PostgreSQL lives exactly as long as the pipe on its guard's standard input: whatever way the parent dies, the kernel closes that. */
const GUARD = `exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r _ <&3; kill -INT $server) 2>/dev/null & watch=$!
exec 3<&-
trap 'kill -INT $server' TERM INT
wait $server; status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $watch 2>/dev/null
exit $status`;

const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  shared_buffers: '256MB',
  max_connections: '200',
  fsync: 'on',
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_min_messages: 'warning',
};

/** After a crash it replays its log first, which may take a while; the supervisor's own patience is for people. */
const LONGEST_RECOVERY_MS = 600_000;

const as = (user: ServerUser) => (user ? { uid: user.uid, gid: user.gid } : {});

async function makeCluster(bin: string, options: EmbeddedOptions, user: ServerUser): Promise<void> {
  if (existsSync(path.join(options.dataFolder, 'PG_VERSION'))) return;
  // A cluster that was being made when its maker was killed has no PG_VERSION yet or is not whole: it holds nothing, begin again.
  const partial = `${options.dataFolder}.making`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  if (user) chownSync(partial, user.uid, user.gid);
  const { stdout } = await run(path.join(bin, 'postgres'), ['--version']);
  const major = Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
  const locale = major >= 17 ? ['--locale-provider=builtin', '--locale=C.UTF-8'] : ['--locale=C.UTF-8'];
  const flags = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--data-checksums', ...locale];
  await run(path.join(bin, 'initdb'), ['-D', partial, ...flags], {
    ...as(user),
    cwd: '/',
    env: childEnvironment({ LC_ALL: 'C' }),
  });
  rmSync(options.dataFolder, { recursive: true, force: true });
  renameSync(partial, options.dataFolder);
}

function postmasterPid(dataFolder: string): number | null {
  try {
    return Number(readFileSync(path.join(dataFolder, 'postmaster.pid'), 'utf8').split('\n', 1)[0]) || null;
  } catch {
    return null;
  }
}

/** The process in a pid file is this cluster's only if it works there: a copied folder names its original's, an old one anybody's. */
function isOurs(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid, 'postgres')) return false;
  try {
    return realpathSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
  } catch {
    return process.platform !== 'linux';
  }
}

/** A server whose parent was killed is shutting down, or its guard was killed too: see it off before starting another. */
async function awaitPredecessor(dataFolder: string): Promise<void> {
  const pid = postmasterPid(dataFolder);
  if (!pid || !isOurs(pid, dataFolder)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isOurs(pid, dataFolder); waited += 50) {
    if (waited > 30_000)
      throw new AppError('unavailable', `Another PostgreSQL (process ${pid}) still uses ${dataFolder}`);
    await delay(50);
  }
}

async function awaitReady(
  child: ChildProcess,
  dataFolder: string,
  socket: string,
  lastWords: () => string,
): Promise<void> {
  const file = path.join(dataFolder, 'postmaster.pid');
  for (let waited = 0; waited < LONGEST_RECOVERY_MS; waited += 20) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new AppError('unavailable', `PostgreSQL did not start: ${lastWords() || 'it said nothing'}`);
    }
    // The eighth line says "ready" once recovery is over.
    if (existsSync(socket) && existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready') return;
    await delay(20);
  }
  throw new AppError('unavailable', 'PostgreSQL did not become ready within ten minutes');
}

type Launched = { ended: Promise<number | null>; letGo(): void };

async function launch(bin: string, flags: string[], options: EmbeddedOptions, user: ServerUser): Promise<Launched> {
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, 'chainward-postgres', path.join(bin, 'postgres'), '-D', options.dataFolder, ...flags],
    {
      ...as(user),
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment({ LC_ALL: 'C' }),
    },
  );
  const tail: string[] = [];
  const hear = (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n').filter(Boolean)) {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      options.onLog?.(line);
    }
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  try {
    await awaitReady(child, options.dataFolder, path.join(options.socketFolder, '.s.PGSQL.5432'), () =>
      tail.slice(-3).join('; '),
    );
  } catch (error) {
    child.stdin.end();
    throw error;
  }
  return { ended, letGo: () => child.stdin.end() };
}

/** Backends of a killed server hold its memory for a moment longer; until they have noticed, a new one is refused. */
async function launchUntilFree(attempt: () => Promise<Launched>): Promise<Launched> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= 50 || !/shared memory block|still in use/.test(String(error))) throw error;
      await delay(200);
    }
  }
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const user = serverUser();
  const bin = findBinaries(user, options.binaries);
  await awaitPredecessor(options.dataFolder);
  await makeCluster(bin, options, user);
  const settings = { ...SETTINGS, unix_socket_directories: options.socketFolder, ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const launched = await launchUntilFree(() => launch(bin, flags, options, user));
  const host = encodeURIComponent(options.socketFolder);
  return {
    url: (role, database) => `postgresql://${role}@localhost/${database}?host=${host}`,
    ended: launched.ended,
    pid: () => postmasterPid(options.dataFolder),
    stop: async () => {
      launched.letGo();
      await launched.ended;
    },
  };
}
