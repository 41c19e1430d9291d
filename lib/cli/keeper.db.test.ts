import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pool } from '@/lib/db';
import { closeTestDatabase, openTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { askKeeper } from '@/lib/keeper/client';
import { becomeWriter } from '@/lib/keeper/client-writer';
import { closeFeed, recordEvents, waitUntilSealed } from '@/lib/ledger';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { type BuiltCommand, buildCommand, type Started } from './testing/built-command';

const PATIENCE = { timeout: 20_000, interval: 20 };
let database: TestDatabase;
let command: BuiltCommand;
let folder: string;
beforeAll(async () => {
  [database, command] = await Promise.all([openTestDatabase(), buildCommand()]);
  folder = mkdtempSync(path.join(tmpdir(), 'cw-keepers-'));
});
afterAll(async () => {
  await command.remove();
  await closeFeed();
  await closeTestDatabase(database);
  rmSync(folder, { recursive: true, force: true });
});

const runFolder = (name: string) => path.join(folder, name);

/** Keepers of one installation: the same keys, sockets of their own. */
function startKeeperProcess(name: string): Started {
  mkdirSync(runFolder(name), { recursive: true });
  return command.start(['keeper'], {
    DATABASE_URL: database.url('keeper'),
    CHAINWARD_DATA: folder,
    CHAINWARD_RUN: runFolder(name),
    CHAINWARD_TLS_CERT: 'brought-along.pem',
  });
}

const answers = (name: string) =>
  vi.waitFor(async () => expect((await askKeeper('keeper.status', {}, runFolder(name))).halted).toBeNull(), PATIENCE);
const waits = (keeper: Started) =>
  vi.waitFor(() => expect(keeper.said()).toContain('another keeper is at work'), PATIENCE);

const write = async (summary: string) => {
  const context = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;
  const receipts = await recordEvents(
    Array.from({ length: 20 }, (_, i) => ({ name: 'system.started', summary: `${summary} ${i}` }) as const),
    context,
  );
  return receipts.map(({ eventId }) => eventId);
};

it('a keeper that waits takes over from one that was killed, or stops at once when it is told', async () => {
  const first = startKeeperProcess('first');
  await answers('first');
  const second = startKeeperProcess('second');
  const third = startKeeperProcess('third');
  await Promise.all([waits(second), waits(third)]);
  expect([existsSync(path.join(runFolder('second'), 'keeper.sock')), second.child.exitCode]).toEqual([false, null]);

  const told = performance.now();
  third.child.kill('SIGTERM');
  expect(await third.ended).toMatchObject({ code: 0, signal: null });
  expect(performance.now() - told).toBeLessThan(3_000);

  becomeWriter('test', runFolder('first'));
  const ids = await write('by the first');
  first.child.kill('SIGKILL');
  ids.push(...(await write('between the two')));
  await answers('second');
  ids.push(...(await write('by the second')));
  expect((await waitUntilSealed(ids, 15_000)).size).toBe(ids.length);

  const { vkey } = await askKeeper('keeper.status', {}, runFolder('second'));
  await askKeeper('ledger.checkpoint', {}, runFolder('second'));
  const db = await pool().connect();
  expect(await verifyLog({ db, vkey })).toMatchObject({ verdict: 'unanchored', findings: [] });
  db.release();
  second.child.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
});
