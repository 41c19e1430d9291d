import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Process ids are reused; an id with its start time and boot is not. Null when no such process runs.
 * A zombie counts as gone: it does nothing any more, its parent only has not looked.
 */
export function processIdentity(pid) {
  if (process.platform === 'linux') return linuxIdentity(pid);
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function linuxIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}-${fields[19]}`;
  } catch {
    return null;
  }
}

export const isAlive = ({ pid, identity }) => identity !== null && processIdentity(pid) === identity;

export const describeProcess = (pid) => ({ pid, identity: processIdentity(pid) });

export function killGroup(pid, signal = 'SIGKILL') {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
