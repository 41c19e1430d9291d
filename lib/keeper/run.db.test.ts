import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sealedEvents } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { createTestDatabase, type TestDatabase, testPool } from '@/lib/db/testing/database';
import { recordEvents, waitUntilSealed } from '@/lib/ledger';
import { parseVerifierKey } from '@/lib/ledger/format/note';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { askKeeper } from './client';
import { keyOfEarlierWriter } from './client-writer';
import { SOCKET_NAME } from './contract';
import { type Keeper, startKeeper } from './run';
import { startKeeperServer } from './server';
import { openTestInstallation, type TestInstallation } from './testing/keeper';

let installation: TestInstallation;
const folders: string[] = [];
beforeAll(async () => {
  installation = await openTestInstallation();
});
afterAll(() => installation.close());
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const start = (
  dataFolder: string,
  runFolder = path.join(dataFolder, 'run'),
  database = installation.database,
): Promise<Keeper> =>
  startKeeper({ databaseUrl: database.url('keeper'), dataFolder, runFolder, frontHost: null, onLost: () => undefined });

const withEmptyLog = async (use: (database: TestDatabase) => Promise<void>) => {
  const database = await createTestDatabase();
  await use(database).finally(() => database.drop());
};

const newFolder = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-other-'));
  folders.push(folder);
  return folder;
};

const record = async (summary: string) => {
  const context = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;
  const [receipt] = await recordEvents([{ name: 'system.started', summary }], context);
  return receipt?.eventId ?? '';
};

async function expectWhole(): Promise<void> {
  await sealedEvents();
  const { vkey } = await installation.keeper.handlers['keeper.status']({});
  const db = await pool().connect();
  try {
    expect(await verifyLog({ db, vkey })).toMatchObject({ verdict: 'unanchored', findings: [] });
  } finally {
    db.release();
  }
}

describe('the keeper', () => {
  it('begins the log with an event that names it', async () => {
    const [first] = await sealedEvents();
    const status = await installation.keeper.handlers['keeper.status']({});
    expect(first).toMatchObject({
      module: 'system',
      activity: 'ledger_started',
      details: {
        instance: status.instance,
        origin: `chainward/${status.instance}`,
        vkey: status.vkey,
        format: 1,
        demo: false,
      },
    });
    expect(parseVerifierKey(status.vkey)?.name).toBe(status.origin);
    expect((await sealedEvents()).filter(({ activity }) => activity === 'ledger_started')).toHaveLength(1);
  });

  it('goes on with the same log when it is started again', async () => {
    const before = await installation.keeper.handlers['keeper.status']({});
    const waiting = await record('while it runs');
    await installation.restartKeeper();
    const after = await installation.keeper.handlers['keeper.status']({});
    expect([after.instance, after.vkey]).toEqual([before.instance, before.vkey]);
    expect((await waitUntilSealed([waiting, await record('and after')])).size).toBe(2);
    await expectWhole();
  });

  it('seals what was accepted while it was away', async () => {
    await installation.keeper.stop();
    const id = await record('nobody there');
    expect((await waitUntilSealed([id], 0)).size).toBe(0);
    installation.keeper = await start(installation.folder);
    expect((await waitUntilSealed([id])).size).toBe(1);
    await expectWhole();
  });

  it('signs what is sealed before it ends, and on demand', async () => {
    const id = await record('to be signed');
    const seq = (await waitUntilSealed([id])).get(id) ?? Number.NaN;
    const { size } = await installation.keeper.handlers['ledger.checkpoint']({});
    expect(size).toBeGreaterThan(seq);
    await waitUntilSealed([await record('the last')]);
    await installation.restartKeeper();
    const { rows } = await pool().query(
      'SELECT h.size = (SELECT max(size) FROM ledger_checkpoint) AS signed FROM ledger_head h',
    );
    expect(rows).toEqual([{ signed: true }]);
  });
});

describe('its socket', () => {
  const run = () => path.join(installation.folder, 'run');

  it('answers those who may open it, its own user alone', async () => {
    expect(statSync(path.join(run(), 'keeper.sock')).mode & 0o777).toBe(0o600);
    const one = await askKeeper('writer.key', { process: 'web' }, run());
    const two = await askKeeper('writer.key', { process: 'web' }, run());
    expect(one.id).toMatch(/^web-[0-9a-f]{12}$/);
    expect(two.id).not.toBe(one.id);
    expect(two.key).not.toBe(one.key);
  });

  it('gives a process the key of an earlier one of its name, and of no other', async () => {
    const { id, key } = await askKeeper('writer.key', { process: 'web' }, run());
    expect((await keyOfEarlierWriter('web', id, run())).toString('base64')).toBe(key);
    await expect(keyOfEarlierWriter('worker', id, run())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(keyOfEarlierWriter('web', 'web-1', run())).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('refuses what it does not understand, and lives on', async () => {
    await expect(askKeeper('writer.key', { process: '../etc' }, run())).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'The keeper did not understand the request',
    });
    expect(await askKeeper('keeper.status', {}, run())).toMatchObject({ sequencerError: null, signerError: null });
  });

  it('is unavailable, not silent, when there is none', async () => {
    await expect(askKeeper('keeper.status', {}, newFolder())).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The keeper does not answer; nothing was changed',
    });
  });

  it('does not blame the request for what went wrong in itself', async () => {
    const runFolder = newFolder();
    const failures = [new Error('boom'), Object.assign(new Error('down'), { code: 'ECONNREFUSED' })];
    const fail = async () => {
      throw failures.shift();
    };
    const handlers = { ...installation.keeper.handlers, 'ledger.checkpoint': fail };
    const server = await startKeeperServer(path.join(runFolder, SOCKET_NAME), handlers);
    const message = 'Something went wrong in the keeper';
    await expect(askKeeper('ledger.checkpoint', {}, runFolder)).rejects.toMatchObject({ code: 'internal', message });
    await expect(askKeeper('ledger.checkpoint', {}, runFolder)).rejects.toMatchObject({ code: 'unavailable' });
    server.close();
  });

  it('does not say that nothing was changed when it ends before it answers', async () => {
    const folder = newFolder();
    const deaf = createServer((socket) => socket.on('data', () => socket.end()));
    await new Promise<void>((resolve) => deaf.listen(path.join(folder, SOCKET_NAME), resolve));
    await expect(askKeeper('ledger.rotateKey', {}, folder)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('may be done all the same'),
    });
    deaf.close();
  });
});

describe('a second keeper', () => {
  it('waits for the first to end, and takes over', async () => {
    let taken = false;
    const second = start(installation.folder, newFolder()).then((keeper) => {
      taken = true;
      return keeper;
    });
    const asKeeper = testPool(installation.database.url('keeper'));
    await vi.waitFor(async () => {
      const tried = await asKeeper.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_try_advisory_lock%'",
      );
      expect(tried.rowCount).toBeGreaterThan(0);
    });
    await waitUntilSealed([await record('by the first')]);
    expect(taken).toBe(false);
    await installation.keeper.stop();
    const id = await record('between the two');
    installation.keeper = await second;
    expect((await waitUntilSealed([id, await record('by the second')])).size).toBe(2);
    await expectWhole();
  });

  it('begins only one log when both are started on nothing', async () => {
    await withEmptyLog(async (database) => {
      const folder = newFolder();
      const both = [start(folder, newFolder(), database), start(folder, newFolder(), database)];
      const first = await Promise.race(both);
      const { vkey } = await first.handlers['keeper.status']({});
      await first.stop();
      for (const keeper of await Promise.all(both)) {
        expect((await keeper.handlers['keeper.status']({})).vkey).toBe(vkey);
        if (keeper !== first) await keeper.stop();
      }
    });
  });

  it('with the keys of another installation is refused, and stands in nobody’s way', async () => {
    await installation.keeper.stop();
    await expect(start(newFolder())).rejects.toThrow(
      /^The database holds the ledger of [0-9a-f]{12}, the keeper's folder the keys of .* nothing was touched$/,
    );
    installation.keeper = await start(installation.folder);
    expect((await waitUntilSealed([await record('as before')])).size).toBe(1);
    await expectWhole();
  });

  it('does not begin a log anew where it has signed one', async () => {
    const folder = newFolder();
    await withEmptyLog(async (database) => (await start(folder, newFolder(), database)).stop());
    await withEmptyLog(async (database) => {
      await expect(start(folder, newFolder(), database)).rejects.toThrow(
        /The keeper has signed 1 events of .*, and the database holds no ledger at all/,
      );
      expect((await database.owner.query('SELECT 1 FROM audit_event')).rowCount).toBe(0);
    });
  });
});
