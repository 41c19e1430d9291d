import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventsOf, logSize } from '@/lib/command/testing/events';
import { testPool } from '@/lib/db/testing/database';
import { recordEvents } from '@/lib/ledger';
import { appendToLog, loadTail } from '@/lib/ledger/sequencer/tail';
import { keeperEvent } from './keeper-event';
import { openTestInstallation, type TestInstallation } from './testing/keeper';

let installation: TestInstallation;
beforeEach(async () => {
  installation = await openTestInstallation();
});
afterEach(() => installation.close());

const write = (summary: string) =>
  recordEvents([{ name: 'system.started', summary }], {
    actor: { type: 'system', name: 'test', method: 'none' },
    now: new Date(),
  });

it('seals nothing on top of an end that it did not put there, and goes on when it is put back', async () => {
  await eventsOf(() => write('The first.'));
  const size = await logSize();
  const { owner } = installation.database;
  const { rows: ends } = await owner.query('SELECT size, hash FROM ledger_head');
  await owner.query("UPDATE ledger_head SET size = size - 1, hash = decode(repeat('00', 32), 'hex')");
  await write('The second.');
  await expect
    .poll(async () => (await installation.keeper.handlers['keeper.status']({})).sequencerError, { timeout: 5_000 })
    .toMatch(/where this keeper never put it/);
  expect(await logSize()).toBe(size - 1);
  const { rows } = await owner.query('SELECT count(*) AS waiting FROM audit_inbox');
  expect(rows).toEqual([{ waiting: '1' }]);
  await owner.query('UPDATE ledger_head SET size = $1, hash = $2', Object.values(ends[0]));
  await expect.poll(logSize, { timeout: 5_000 }).toBe(size + 1);
});

it('neither seals nor signs on top of a well-formed event that it did not seal', async () => {
  await eventsOf(() => write('The first.'));
  await installation.keeper.handlers['ledger.checkpoint']({});
  const { signedSize } = await installation.keeper.handlers['keeper.status']({});
  const forged = keeperEvent({ name: 'system.started', summary: 'By hand.' }, new Date());
  const db = await installation.database.owner.connect();
  const tail = await loadTail(db);
  if (!tail) throw new Error('there is no log');
  await db.query('BEGIN');
  await appendToLog(db, tail, [[forged]], new Date());
  await db.query('COMMIT');
  db.release();
  await expect(installation.keeper.handlers['ledger.checkpoint']({})).rejects.toThrow(
    /ends at \d+, where this keeper never put it/,
  );
  const status = await installation.keeper.handlers['keeper.status']({});
  expect(status).toMatchObject({ signedSize, signerError: expect.stringContaining('never put it') });
});

it('says within a signature that its log was cut, though nothing more is written', async () => {
  await eventsOf(() => write('The first.'));
  await installation.keeper.handlers['ledger.checkpoint']({});
  await installation.database.owner.query('UPDATE ledger_head SET size = size - 1');
  await expect(installation.keeper.handlers['ledger.checkpoint']({})).rejects.toThrow(/events, and \d+ were signed/);
});

it('goes on after its connections were cut, sealing each event once', async () => {
  // Nobody but an administrator or the role itself may end its connections.
  const keeper = testPool(installation.database.url('keeper'), 1);
  await eventsOf(() => write('Before.'));
  for (let round = 0; round < 5; round += 1) {
    await keeper.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chainward-keeper' AND datname = current_database()",
    );
    const { events } = await eventsOf(() => write(`After cut ${round}.`));
    expect(events.map((event) => event.summary)).toEqual([`After cut ${round}.`]);
  }
});

it('knows the end that a killed one put there, though its last transaction was still being committed', async () => {
  await installation.keeper.stop();
  const dying = testPool(installation.database.url('keeper'));
  const db = await dying.connect();
  const tail = await loadTail(db);
  if (!tail) throw new Error('there is no log');
  await db.query('BEGIN');
  await appendToLog(
    db,
    tail,
    [[keeperEvent({ name: 'system.started', summary: 'On its way.' }, new Date())]],
    new Date(),
  );
  let started = false;
  const restarted = installation.restartKeeper().then(() => {
    started = true;
  });
  const waits = `SELECT FROM pg_stat_activity WHERE application_name = 'chainward-keeper' AND wait_event_type = 'Lock'
    AND datname = current_database()`;
  await vi.waitFor(async () => {
    expect(started || (await dying.query(waits)).rowCount).toBeTruthy();
  });
  await db.query('COMMIT');
  db.release();
  await restarted;
  const { events } = await eventsOf(() => write('After.'));
  expect(events.map((event) => event.summary)).toEqual(['After.']);
  expect(await installation.keeper.handlers['keeper.status']({})).toMatchObject({ halted: null, sequencerError: null });
});
