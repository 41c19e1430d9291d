import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpInstallation } from '@/lib/access/testing/set-up';
import { execute } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { governedDigest, pool } from '@/lib/db';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { getSettings } from './queries';
import { updateSettings } from './update-settings';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation('Before');
});
afterAll(() => installation.close());

const admin = callerWith('admin');
const input = async (changes: object = {}) => {
  const { updatedAt: _, ...settings } = await getSettings();
  return { ...settings, ...changes };
};

describe('updateSettings', () => {
  it('changes what was asked and leaves its event, with the digest of the row as it now stands', async () => {
    const { value, events } = await eventsOf(async () =>
      execute(updateSettings, admin, await input({ name: 'Larkfield', sessionIdleMinutes: 30 })),
    );
    expect(value).toMatchObject({
      ok: true,
      value: { settings: { name: 'Larkfield', version: 2 }, event: { seq: expect.any(Number) } },
    });
    expect(await getSettings()).toMatchObject({ name: 'Larkfield', sessionIdleMinutes: 30, version: 2 });
    const row = await pool().query("SELECT to_jsonb(s) AS row FROM settings s WHERE key = 'installation'");
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      module: 'system',
      activity: 'settings_changed',
      status: 'success',
      summary: 'Tester changed the installation’s name and the idle limit of sessions.',
      actor: { type: 'user', name: 'Tester', roles: ['admin'] },
      source: { ip: '192.0.2.7', requestId: 'request-1' },
      changes: {
        before: { name: 'Before', sessionIdleMinutes: 60 },
        after: { name: 'Larkfield', sessionIdleMinutes: 30 },
      },
      effects: [{ table: 'settings', key: 'installation', after: governedDigest(row.rows[0].row) }],
    });
  });

  it.each([
    ['a viewer', callerWith('viewer'), 'forbidden'],
    ['an auditor', callerWith('auditor'), 'forbidden'],
    ['a stranger', stranger, 'unauthenticated'],
  ])('refuses %s, and says so in the ledger', async (_name, caller, code) => {
    const before = await getSettings();
    const { value, events } = await eventsOf(async () =>
      execute(updateSettings, caller, await input({ name: 'Stolen' })),
    );
    expect(value).toMatchObject({ ok: false, code });
    expect(await getSettings()).toEqual(before);
    expect(events.map(nameOf)).toEqual(['system.settings_changed denied']);
    expect(events[0]).toMatchObject({ reason: { code }, actor: caller.actor });
    expect(events[0]?.effects).toBeUndefined();
  });

  it('names the field of bad input and changes nothing', async () => {
    const before = await getSettings();
    const { value, events } = await eventsOf(async () =>
      execute(updateSettings, admin, await input({ sessionIdleMinutes: 1, timeZone: 'Mars/Olympus' })),
    );
    expect(value).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: { sessionIdleMinutes: 'At least 5 minutes', timeZone: 'Choose a time zone from the list' },
    });
    expect(await getSettings()).toEqual(before);
    expect(events.map(nameOf)).toEqual(['system.settings_changed failure']);
    expect(JSON.stringify(events)).not.toContain('Olympus');
  });

  it('lets one of two at once through and tells the other', async () => {
    const [one, two] = [await input({ name: 'One' }), await input({ name: 'Two' })];
    const { value, events } = await eventsOf(() =>
      Promise.all([execute(updateSettings, admin, one), execute(updateSettings, admin, two)]),
    );
    expect(value.filter((result) => result.ok)).toHaveLength(1);
    expect(value.find((result) => !result.ok)).toMatchObject({ code: 'conflict' });
    expect(events.map(nameOf).sort()).toEqual(['system.settings_changed failure', 'system.settings_changed success']);
    const winner = value[0].ok ? 'One' : 'Two';
    expect((await getSettings()).name).toBe(winner);
  });
});
