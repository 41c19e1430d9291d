import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { isAlive } from '@/lib/core/processes';
import { isTraversable } from '@/lib/db/operate';
import { projectRoot } from '@/lib/paths';

/** What a running installation tells other commands on this machine. Holds database URLs, so only its user may read it. */
const RunFile = z.object({
  pid: z.number(),
  runFolder: z.string(),
  port: z.number(),
  host: z.string(),
  urls: z.object({ owner: z.string(), app: z.string(), keeper: z.string() }),
});
export type RunFile = z.infer<typeof RunFile>;

/** sockaddr_un holds 108 bytes; PostgreSQL's and the keeper's names come behind. */
const LONGEST_FOLDER = 80;

export const dataFolderOf = (given: string | undefined): string =>
  path.resolve(given ?? path.join(projectRoot(), '.chainward'));

/** Held by the kernel as a name without a file: it ends with the process, whatever ends that, and leaves nothing stale. */
export async function lockDataFolder(folder: string): Promise<() => void> {
  // As root, the database's own user must get through to its files; what is secret lies deeper, in folders of mode 0700.
  mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const name = `chainward-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`;
  const address = process.platform === 'linux' ? `\0${name}` : path.join(tmpdir(), `${name}.sock`);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(
        new AppError(
          'conflict',
          `Another Chainward already runs with the data folder ${folder}. Stop it, or name another one with --data`,
        ),
      ),
    );
    server.listen(address, resolve);
  });
  server.unref();
  return () => server.close();
}

/** Sockets lie in the data folder when its name is short and plain and the database's user can get there, otherwise in a folder of their own. */
export function makeRunFolder(dataFolder: string): string {
  const previous = readRunFile(dataFolder);
  // A copied data folder names the sockets of an installation that may be running: only a dead one's are swept away.
  if (previous && !isAlive(previous.pid, 'node') && previous.runFolder.startsWith(path.join(tmpdir(), 'chainward-')))
    rmSync(previous.runFolder, { recursive: true, force: true });
  const inside = path.join(dataFolder, 'run');
  rmSync(inside, { recursive: true, force: true });
  const reachable = process.getuid?.() !== 0 || isTraversable(dataFolder);
  if (reachable && Buffer.byteLength(inside) <= LONGEST_FOLDER && /^[\w/.-]+$/.test(inside)) {
    mkdirSync(inside, { mode: 0o711 });
    chmodSync(inside, 0o711);
    return inside;
  }
  const outside = mkdtempSync(path.join(tmpdir(), 'chainward-'));
  chmodSync(outside, 0o711);
  return outside;
}

const runFileOf = (dataFolder: string) => path.join(dataFolder, 'run.json');

export const writeRunFile = (dataFolder: string, content: RunFile): void =>
  writeDurably(runFileOf(dataFolder), `${JSON.stringify(content, null, 2)}\n`);

export const removeRunFile = (dataFolder: string): void => rmSync(runFileOf(dataFolder), { force: true });

export function readRunFile(dataFolder: string): RunFile | null {
  const file = runFileOf(dataFolder);
  if (!existsSync(file)) return null;
  try {
    return RunFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
