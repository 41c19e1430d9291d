import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { acquireLock } from './lock.mjs';
import { describeProcess, isAlive } from './processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'chainward-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

function plant(path, owner) {
  mkdirSync(path);
  writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
}

test('one at a time', async () => {
  const path = join(folder, 'one');
  const counts = { inside: 0, most: 0, done: 0 };
  const work = async () => {
    const lock = await acquireLock(path, { pollMs: 2 });
    counts.most = Math.max(counts.most, ++counts.inside);
    await new Promise((resolve) => setTimeout(resolve, 3));
    counts.inside--;
    counts.done++;
    lock.release();
  };
  await Promise.all(Array.from({ length: 20 }, work));
  expect(counts).toEqual({ inside: 0, most: 1, done: 20 });
  expect(existsSync(path)).toBe(false);
});

test('a process that took a dead one’s id does not keep its lock', async () => {
  const path = join(folder, 'reused');
  plant(path, { pid: process.pid, identity: 'another boot', nonce: 'x' });
  (await acquireLock(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('of many who find a dead owner one takes over at a time', async () => {
  const path = join(folder, 'many');
  plant(path, { pid: 1 << 30, identity: 'gone', nonce: 'x' });
  let inside = 0;
  const take = async () => {
    const lock = await acquireLock(path, { pollMs: 1 });
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    inside--;
    lock.release();
  };
  await Promise.all(Array.from({ length: 10 }, take));
});

test('a successor ends the child that outlived the dead owner', async () => {
  const path = join(folder, 'orphan');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  plant(path, { pid: 1 << 30, identity: 'gone', nonce: 'x' });
  writeFileSync(join(path, 'child.json'), JSON.stringify(describeProcess(child.pid)));
  (await acquireLock(path)).release();
  expect(await ended).toBe('SIGKILL');
});

test('a living process is told from a dead one', () => {
  expect(isAlive(describeProcess(process.pid))).toBe(true);
  expect(isAlive({ pid: process.pid, identity: null })).toBe(false);
  expect(isAlive(describeProcess(1 << 30))).toBe(false);
});
