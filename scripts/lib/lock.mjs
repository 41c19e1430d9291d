import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeProcess, isAlive, killGroup } from './processes.mjs';

const GRAVE_KEPT_MS = 3_600_000;

/**
 * A folder that appears with its owner already inside (rename is atomic), so that no kill leaves a lock without owner.
 * `onWait` is called once, when somebody else holds it.
 */
export async function acquireLock(path, { onWait = () => {}, pollMs = 200 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const owner = { ...describeProcess(process.pid), nonce: randomUUID() };
  const staged = `${path}.${owner.nonce}`;
  mkdirSync(staged);
  writeFileSync(join(staged, 'owner.json'), JSON.stringify(owner));
  let waited = false;
  while (!tryRename(staged, path)) {
    const other = readJson(join(path, 'owner.json'));
    if (other && !isAlive(other)) {
      bury(path, other);
    } else {
      if (other && !waited) onWait(other);
      waited = waited || Boolean(other);
      await pause(pollMs);
    }
  }
  clearOldGraves(path);
  return {
    /** Names a child process group that must not outlive this owner; a successor ends it. */
    noteChild: (pid) => writeFileSync(join(path, 'child.json'), JSON.stringify(describeProcess(pid))),
    forgetChild: () => rmSync(join(path, 'child.json'), { force: true }),
    release: () => {
      const gone = `${path}.${owner.nonce}`;
      if (tryRename(path, gone)) rmSync(gone, { recursive: true, force: true });
    },
  };
}

/**
 * The grave is named after the dead owner and stays for a while: a second successor that judged the same owner
 * cannot rename the first successor's new lock onto a folder that is not empty.
 */
function bury(path, dead) {
  const name = createHash('sha256').update(JSON.stringify(dead)).digest('hex').slice(0, 16);
  const grave = `${path}.dead-${name}`;
  if (!tryRename(path, grave)) return;
  const child = readJson(join(grave, 'child.json'));
  if (child && isAlive(child)) killGroup(child.pid);
}

function clearOldGraves(path) {
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const found = join(dirname(path), name);
    const age = Date.now() - (statSync(found, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > GRAVE_KEPT_MS) rmSync(found, { recursive: true, force: true });
  }
}

function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) return false;
    throw error;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
