import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What git tracks, and what it would: new files are judged before they are added. */
export function trackedFiles(root) {
  const args = ['-c', `safe.directory=${root}`, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 }).split('\0');
  return [...new Set(names)].filter((name) => name && existsSync(join(root, name)));
}

export const isFixture = (name) => /(^|\/)fixtures\//.test(name);
