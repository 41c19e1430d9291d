import { readFileSync } from 'node:fs';

/** Whether a process lives and, where the system tells, bears the name: numbers are given anew. */
export function isAlive(pid: number, name: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.includes(`(${name}`) && !/\) [ZX] /.test(status);
  } catch {
    return process.platform !== 'linux';
  }
}
