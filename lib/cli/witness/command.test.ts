import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { type BuiltCommand, buildCommand } from '../testing/built-command';

const tree = new TestTree();

let command: BuiltCommand;
let folder: string;
beforeAll(async () => {
  command = await buildCommand();
  folder = mkdtempSync(path.join(tmpdir(), 'cw-witness-'));
}, 60_000);
afterAll(async () => {
  await command.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Its first line says where it listens. */
async function start(...more: string[]) {
  const started = command.start(['witness', '--listen', '127.0.0.1:0', '--data', folder, '--json', ...more]);
  const line = await new Promise<string>((resolve, reject) => {
    started.child.stdout?.on('data', () => started.said().includes('\n') && resolve(started.said()));
    void started.ended.then(({ err }) => reject(new Error(err)));
  });
  const { url, vkey } = JSON.parse(line) as { url: string; vkey: string };
  const post = async (older: bigint, size: bigint) => {
    const proof = older > 0n ? tree.prove(older, size).map((hash) => `${hash.toString('base64')}\n`) : [];
    const body = `old ${older}\n${proof.join('')}\n${tree.checkpoint(size).note}`;
    return (await fetch(`${url}/add-checkpoint`, { method: 'POST', body })).status;
  };
  return { ...started, vkey, post };
}

it('the command itself: one line to begin with, an end in order, and after kill −9 the same witness with the same memory', async () => {
  const first = await start('--log', tree.vkey);
  expect(await first.post(0n, 5n)).toBe(200);
  first.child.kill('SIGKILL');
  expect((await first.ended).signal).toBe('SIGKILL');
  const second = await start();
  expect(second.vkey).toBe(first.vkey);
  expect([await second.post(0n, 6n), await second.post(5n, 6n)]).toEqual([409, 200]);
  second.child.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
}, 30_000);

it('a wrong call ends with 64 and says why', async () => {
  const ended = await command.run(['witness', '--data', path.join(folder, 'other')]);
  expect(ended).toMatchObject({ code: 64, err: expect.stringContaining('Name the log to witness') });
}, 30_000);
