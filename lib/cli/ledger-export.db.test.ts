import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { attachDatabase } from '@/lib/db';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import { writeRunFile } from './data-folder';
import { ledgerExport } from './ledger-export';

let installation: TestInstallation;
let folder: string;
let said: string[];

beforeAll(async () => {
  installation = await openTestInstallation();
  folder = path.join(installation.folder, 'exports');
  mkdirSync(folder);
  const { database } = installation;
  const urls = { owner: database.url('owner'), app: database.url('app'), keeper: database.url('keeper') };
  const runFolder = path.join(installation.folder, 'run');
  writeRunFile(installation.folder, { pid: process.pid, runFolder, port: 1, host: 'localhost', urls });
});
afterAll(async () => {
  attachDatabase(installation.database.url());
  await installation.close();
});
beforeEach(() => {
  said = [];
  const hear = (text: string | Uint8Array) => {
    said.push(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  return () => vi.restoreAllMocks();
});

const run = (values: Record<string, string | boolean>) =>
  ledgerExport.run({ data: installation.folder, ...values }, []);
const file = (name: string) => path.join(folder, name);

async function lastEvents(count: number): Promise<Record<string, unknown>[]> {
  const { rows } = await installation.database.owner.query(
    'SELECT record FROM audit_event ORDER BY seq DESC LIMIT $1',
    [count],
  );
  return rows.reverse().map((row) => JSON.parse(row.record.toString()));
}

it.each(['bundle', 'xlsx'])('writes a %s that anybody can verify, and says which event it is', async (format) => {
  const out = file(`whole.${format}`);
  expect(await run({ out, format, json: true })).toBe(0);
  const { event, rows } = JSON.parse(said.join(''));
  const events = await lastEvents(2);
  expect(events).toMatchObject([
    { activity: 'export_started', actor: { type: 'system', name: expect.stringContaining('local operator') } },
    { activity: 'exported', status: 'success', details: { format } },
  ]);
  expect(rows).toBe(event + 1);
  const { vkey } = await installation.keeper.handlers['keeper.status']({});
  expect(await verifyExport(fromBytes(readFileSync(out)), { vkeys: [vkey] })).toMatchObject({
    rows,
    event: { seq: event },
  });
  expect(statSync(out).mode & 0o077).toBe(0);
  expect(existsSync(`${out}.part`)).toBe(false);
});

it('writes what was asked for', async () => {
  expect(await run({ out: file('some.ndjson'), format: 'ndjson', module: 'system', status: 'success', to: '5' })).toBe(
    0,
  );
  const lines = readFileSync(file('some.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).activity)).toEqual(['ledger_started', 'exported']);
  expect(said.join('')).toMatch(/^2 events written; this export is event \d+\n$/);
});

it('writes to standard output, and nothing else there', async () => {
  const aside = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  vi.mocked(process.stdout.write).mockImplementation(((text: Uint8Array, done: () => void) => {
    said.push(String(text));
    done();
    return true;
  }) as never);
  expect(await run({ out: '-', format: 'csv' })).toBe(0);
  expect(said.join('')).toMatch(/^\uFEFFSeq,/);
  expect(said.join('')).not.toContain('events written');
  expect(aside).toHaveBeenCalledWith(expect.stringContaining('events written'));
});

it('writes over nothing, and leaves no event of what it did not do', async () => {
  writeFileSync(file('taken'), 'mine');
  const before = await lastEvents(1);
  await expect(run({ out: file('taken') })).rejects.toThrow('is there already');
  await expect(run({ out: path.join(folder, 'no', 'where') })).rejects.toThrow('cannot be written: ENOENT');
  await expect(run({})).rejects.toThrow('--out names the file');
  await expect(run({ out: file('x'), format: 'pdf' })).rejects.toThrow('The format is one of');
  await expect(run({ out: file('x'), from: '9', to: '2' })).rejects.toThrow('ends before it begins');
  expect(readFileSync(file('taken'), 'utf8')).toBe('mine');
  expect(await lastEvents(1)).toEqual(before);
});

it('says plainly when nothing runs, and leaves no file when the keeper does not answer', async () => {
  await expect(ledgerExport.run({ data: folder, out: file('y') }, [])).rejects.toThrow('start it first');
  await installation.keeper.stop();
  try {
    await expect(run({ out: file('y') })).rejects.toThrow('The keeper does not answer');
  } finally {
    await installation.restartKeeper();
  }
  expect(existsSync(file('y'))).toBe(false);
  expect(existsSync(`${file('y')}.part`)).toBe(false);
});
