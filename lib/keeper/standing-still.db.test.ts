import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logSize, sealedEvents } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { testPool } from '@/lib/db/testing/database';
import { recordEvents, waitUntilSealed } from '@/lib/ledger';
import { openNote } from '@/lib/ledger/format/note';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { type KeeperOptions, startKeeper } from './run';
import { openTestInstallation, type TestInstallation } from './testing/keeper';

let installation: TestInstallation;
beforeEach(async () => {
  installation = await openTestInstallation();
});
afterEach(() => installation.close());

const status = () => installation.keeper.handlers['keeper.status']({});
const record = async (summary: string) => {
  const context = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;
  const [receipt] = await recordEvents([{ name: 'system.started', summary }], context);
  return receipt?.eventId ?? '';
};

async function expectWhole(): Promise<void> {
  await installation.keeper.handlers['ledger.checkpoint']({});
  const db = await pool().connect();
  try {
    expect(await verifyLog({ db, vkey: (await status()).vkey })).toMatchObject({ verdict: 'unanchored', findings: [] });
  } finally {
    db.release();
  }
}

describe('a keeper that finds its log changed while it was away', () => {
  const ZEROS = "decode(repeat('00', 32), 'hex')";
  // `ledger_head` has no triggers: whoever owns it can write there.
  it.each([
    ['names another last event', `UPDATE ledger_head SET hash = ${ZEROS}`, /does not name the last of them/],
    ['says less than there is', 'UPDATE ledger_head SET size = size - 1', /its head says 1 events, 2 are there/],
    ['says more than there is', 'UPDATE ledger_head SET size = size + 1', /its head says 3 events, 2 are there/],
    ['names another key', 'UPDATE ledger_head SET vkey = vkey || vkey', /under different keys/],
  ])('stands still when the head %s, and goes on when it is put right', async (_name, statement, reason) => {
    const { owner } = installation.database;
    await waitUntilSealed([await record('before')]);
    await installation.keeper.stop();
    const { rows } = await owner.query('SELECT size, hash, vkey FROM ledger_head');
    await owner.query(statement);
    await installation.restartKeeper();
    const { halted, sequencerError } = await status();
    expect(halted).toMatch(reason);
    expect(halted).toContain('Nothing is sealed or signed; what is accepted waits.');
    expect(sequencerError).toBe(halted);
    const waiting = await record('meanwhile');
    expect((await waitUntilSealed([waiting], 200)).size).toBe(0);

    await owner.query('UPDATE ledger_head SET size = $1, hash = $2, vkey = $3', Object.values(rows[0]));
    await installation.restartKeeper();
    expect((await waitUntilSealed([waiting])).get(waiting)).toBe(2);
    await expectWhole();
  });

  it('stands still when the last events were replaced by others', async () => {
    const { owner } = installation.database;
    await waitUntilSealed([await record('before')]);
    await installation.restartKeeper();
    await installation.keeper.stop();
    for (const table of ['audit_event', 'ledger_parts.audit_event_0'])
      await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await owner.query(`UPDATE audit_event SET leaf_hash = ${ZEROS} WHERE seq = 1`);
    await owner.query(`UPDATE ledger_head SET hash = ${ZEROS}`);
    await installation.restartKeeper();
    expect((await status()).halted).toMatch(/^Event 1 is not the one that was signed\. Nothing is sealed/);
    expect(await logSize()).toBe(2);
  });
});

describe('a change of the ledger key in a running keeper', () => {
  it('happens between the events of writers that go on', async () => {
    const before = (await status()).vkey;
    const writing = Promise.all(Array.from({ length: 40 }, (_, i) => record(`by writer ${i}`)));
    const rotated = await installation.keeper.handlers['ledger.rotateKey']({ reason: 'a custom' });
    const ids = [...(await writing), await record('under the new key')];
    expect((await waitUntilSealed(ids)).size).toBe(ids.length);
    expect(openNote(rotated.note)?.signatures).toHaveLength(2);
    expect(openNote(rotated.note)?.text.split('\n')[1]).toBe(String(rotated.seq + 1));
    expect([rotated.oldVkey, rotated.newVkey]).toEqual([before, (await status()).vkey]);
    await expectWhole();
    const again = await installation.keeper.handlers['ledger.rotateKey']({});
    expect(again.oldVkey).toBe(rotated.newVkey);
    await installation.restartKeeper();
    await waitUntilSealed([await record('after a restart')]);
    await expectWhole();
    expect((await sealedEvents()).filter(({ activity }) => activity === 'key_rotated')).toHaveLength(2);
  });
});

describe('a keeper that waits for another', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const startSecond = (changes: Partial<KeeperOptions>) => {
    const runFolder = mkdtempSync(path.join(tmpdir(), 'cw-second-'));
    folders.push(runFolder);
    const { database, folder: dataFolder } = installation;
    return startKeeper({
      databaseUrl: database.url('keeper'),
      dataFolder,
      runFolder,
      frontHost: null,
      onLost: () => undefined,
      ...changes,
    });
  };
  const connections = async () =>
    (
      await installation.database.owner.query(
        "SELECT pid, query FROM pg_stat_activity WHERE application_name = 'chainward-keeper' AND datname = current_database()",
      )
    ).rows;

  it('stops at once when it is told to, and leaves nothing', async () => {
    const known = (await connections()).length;
    const told = new AbortController();
    const second = startSecond({ signal: told.signal });
    await vi.waitFor(async () => expect((await connections()).length).toBeGreaterThan(known));
    told.abort();
    await expect(second).rejects.toThrow(/abort/i);
    await vi.waitFor(async () => expect((await connections()).length).toBeLessThanOrEqual(known + 1));
    await expect(startSecond({ signal: told.signal })).rejects.toThrow(/abort/i);
    expect((await waitUntilSealed([await record('as before')])).size).toBe(1);
  });

  it('takes over when the connection of the first is ended', async () => {
    let lost = 0;
    await installation.keeper.stop();
    installation.keeper = await startSecond({
      onLost: () => {
        lost += 1;
      },
    });
    const second = startSecond({});
    const keeper = testPool(installation.database.url('keeper'), 1);
    await keeper.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    await vi.waitFor(() => expect(lost).toBeGreaterThan(0));
    // As its process does when it is told so.
    await installation.keeper.stop();
    const id = await record('between the two');
    installation.keeper = await second;
    expect((await waitUntilSealed([id, await record('by the second')])).size).toBe(2);
    await expectWhole();
  });
});
