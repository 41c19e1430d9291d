import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventsOf, logSize } from '@/lib/command/testing/events';
import { testPool } from '@/lib/db/testing/database';
import { recordEvents } from '@/lib/ledger';
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

it('seals nothing on top of an end that it did not put there', async () => {
  await eventsOf(() => write('The first.'));
  const size = await logSize();
  const { owner } = installation.database;
  await owner.query("UPDATE ledger_head SET size = size - 1, hash = decode(repeat('00', 32), 'hex')");
  await write('The second.');
  await expect
    .poll(async () => (await installation.keeper.handlers['keeper.status']({})).sequencerError, { timeout: 5_000 })
    .toMatch(/where this keeper never put it/);
  expect(await logSize()).toBe(size - 1);
  const { rows } = await owner.query('SELECT count(*) AS waiting FROM audit_inbox');
  expect(rows).toEqual([{ waiting: '1' }]);
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
