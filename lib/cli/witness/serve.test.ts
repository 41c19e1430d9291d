import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { parseVerb } from '../verb';
import { witness } from '../witness';
import { serveWitness } from './serve';

const tree = new TestTree();
const other = new TestTree('other.example/log');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cw-witness-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const serve = (...args: string[]) =>
  serveWitness(parseVerb(witness, ['--listen', '127.0.0.1:0', '--data', folder, ...args]).values);

it('makes its key at the first start and is the same witness afterwards, with the logs it was told', async () => {
  const first = await serve('--log', tree.vkey, '--log', other.vkey);
  expect(first.started).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    vkey: expect.stringMatching(/^chainward-witness\/[0-9a-f]{12}\+[0-9a-f]{8}\+/),
    logs: [tree.origin, other.origin],
  });
  expect(statSync(path.join(folder, 'witness.json')).mode & 0o777).toBe(0o600);
  const body = `old 0\n\n${tree.checkpoint(3n).note}`;
  const answer = await fetch(`${first.started.url}/add-checkpoint`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  await first.stop();
  const again = await serve();
  expect({ ...again.started, url: '' }).toEqual({ ...first.started, url: '' });
  await again.stop();
});

it('runs once a folder, and not without a log or with words it does not understand', async () => {
  await expect(serve()).rejects.toThrow('Name the log to witness');
  const running = await serve('--log', tree.vkey);
  await expect(serve()).rejects.toThrow('already runs');
  await running.stop();
  await expect(serve('--log', 'nonsense')).rejects.toThrow('not a log’s verifier key');
  await expect(serveWitness({ listen: 'nowhere', data: folder })).rejects.toThrow('--listen is HOST:PORT');
  await expect(serveWitness({ listen: '127.0.0.1:99999', data: folder })).rejects.toThrow('--listen is HOST:PORT');
  await expect(serveWitness({})).rejects.toThrow('Name a folder');
});
