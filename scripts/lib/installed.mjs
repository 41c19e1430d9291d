import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFileHash, readStamp } from './stamps.mjs';

export const installStamp = (root) => join(root, 'node_modules', '.chainward-install');
const hiddenLock = (root) => join(root, 'node_modules', '.package-lock.json');

/** Other machines need other binaries: a folder carried over from one of another kind is not this one's. */
export const installMark = (root) => `${lockFileHash(root)} ${process.platform}-${process.arch}\n`;

/** npm removes what it is about to replace in no promised order; without these two files nothing looks finished. */
export const installMarkers = (root) => [installStamp(root), hiddenLock(root)];

export function isInstalled(root) {
  return readStamp(installStamp(root)) === installMark(root) && existsSync(hiddenLock(root));
}

/**
 * Whether `npm ci` or `npm install`, run by hand, already left exactly what the lock file asks for.
 * npm writes its hidden lock file last, so a broken run of npm does not pass here.
 */
export function isInstalledByHand(root) {
  if (!existsSync(hiddenLock(root))) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(hiddenLock(root), 'utf8')).packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || entry.link) continue;
    const actual = found[path];
    if (!actual && (entry.optional || entry.devOptional || entry.peer)) continue;
    if (actual?.version !== entry.version || actual?.integrity !== entry.integrity) return false;
    if (!existsSync(join(root, path, 'package.json'))) return false;
  }
  return Object.keys(found).every((path) => wanted[path]);
}
