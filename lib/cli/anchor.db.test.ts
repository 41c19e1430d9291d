import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { attachDatabase } from '@/lib/db';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { anchorAdd, anchorList, anchorRemove, anchorTest } from './anchor';
import { writeRunFile } from './data-folder';
import type { Values, Verb } from './verb';

let installation: TestInstallation;
let said: string[];

beforeAll(async () => {
  installation = await openTestInstallation();
  const { database, folder } = installation;
  const urls = { owner: database.url('owner'), app: database.url('app'), keeper: database.url('keeper') };
  writeRunFile(folder, { pid: process.pid, runFolder: path.join(folder, 'run'), port: 1, host: 'localhost', urls });
  await installation.keeper.handlers['ledger.checkpoint']({});
});
afterAll(async () => {
  attachDatabase(installation.database.url());
  await installation.close();
});
beforeEach(() => {
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  return () => vi.restoreAllMocks();
});

const call = async (verb: Verb, values: Values, ...positionals: string[]) => {
  said = [];
  const code = await verb.run({ data: installation.folder, ...values }, positionals);
  return { code, text: said.join('') };
};
const write = (name: string, content: unknown) => {
  const file = path.join(installation.folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

it('adds an anchor, tests it, tells how it stands and removes it', async () => {
  expect((await call(anchorList, {})).text).toBe('The log is anchored nowhere\n');
  const log = path.join(installation.folder, 'log.ndjson');
  const config = write('file.json', { path: log });
  expect((await call(anchorAdd, { kind: 'file', name: 'Local', config })).code).toBe(0);
  expect((await call(anchorTest, {}, 'Local')).text).toMatch(/^Confirmed at \d+ events\n$/);
  expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(2);
  expect((await call(anchorList, {})).text).toMatch(/^Local \(Append-only file\): \d+ events at /);
  expect((await call(anchorRemove, {}, 'Local')).code).toBe(0);
  expect(JSON.parse((await call(anchorList, { json: true })).text)).toEqual([]);
});

it('takes a secret from a file, has it sealed, and tells a failure by its exit code', async () => {
  const config = write('mail.json', { host: '127.0.0.1', user: 'log', from: 'log@example.org', to: ['a@example.org'] });
  const values = { kind: 'email', name: 'Mail', config, 'secret-file': write('secret', 'correct horse\n'), json: true };
  expect((await call(anchorAdd, values)).code).toBe(0);
  const { rows } = await installation.database.owner.query("SELECT secret FROM anchors WHERE name = 'Mail'");
  expect(rows[0].secret).toEqual(expect.not.stringContaining('correct'));
  const tested = await call(anchorTest, { json: true }, 'Mail');
  expect([tested.code, JSON.parse(tested.text).confirmed]).toEqual([1, false]);
  expect(tested.text).toContain('not allowed: loopback');
});

it('names what is wrong, and with which field', async () => {
  const config = write('bad.json', { path: 'log.txt' });
  await expect(call(anchorAdd, { kind: 'file', name: 'X', config })).rejects.toThrow('config.path: A whole path');
  await expect(call(anchorAdd, { kind: 'file', name: 'X', config: '/none.json' })).rejects.toThrow('cannot be read');
  await expect(call(anchorAdd, { kind: 'file', name: 'X', config: write('no.json', '{') })).rejects.toThrow('not JSON');
  await expect(call(anchorTest, {}, 'Nobody')).rejects.toThrow('There is no anchor Nobody');
  await expect(call(anchorList, { data: '/nowhere' })).rejects.toThrow('No Chainward runs');
});
