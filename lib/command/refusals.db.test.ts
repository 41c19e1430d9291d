import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { defineCommand, execute, flushRefusals } from '.';
import { callerWith } from './testing/callers';
import { eventsOf, nameOf } from './testing/events';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
});
afterAll(() => installation.close());

const command = (permission: 'settings.write' | 'settings.read') =>
  defineCommand({
    name: 'test.look',
    event: 'system.settings_changed',
    permission,
    input: z.strictObject({}),
    run: async () => ({
      result: {},
      event: { name: 'system.settings_changed', summary: 'It was looked at.', effects: [] },
    }),
  });
const TIMES = 104;
/** Each time from another address of one IPv6 network. */
const repeatFrom64 = async () => {
  const caller = callerWith('viewer');
  for (let i = 0; i < TIMES; i += 1) {
    const source = { ...caller.source, ip: `2001:db8::${(i + 1).toString(16)}` };
    await execute(command('settings.write'), { ...caller, source }, {});
  }
};
const repeat = async (permission: 'settings.write' | 'settings.read') => {
  for (let i = 0; i < TIMES; i += 1) await execute(command(permission), callerWith('viewer'), {});
};

it('a hundred identical denials a minute are told one by one, the rest as a number, when the process ends if not before', async () => {
  const { events } = await eventsOf(() => repeat('settings.write'));
  expect(events.map(nameOf)).toEqual(Array(100).fill('system.settings_changed denied'));
  const last = await eventsOf(flushRefusals);
  expect(last.events).toMatchObject([
    { status: 'denied', details: { count: 4 }, summary: expect.stringContaining('(4 times)') },
  ]);
  expect((await eventsOf(flushRefusals)).events).toEqual([]);
});

it('whoever has a whole IPv6 network is one source', async () => {
  const { events } = await eventsOf(repeatFrom64);
  expect(events).toHaveLength(100);
  expect((await eventsOf(flushRefusals)).events).toMatchObject([{ details: { count: 4 } }]);
});

it('what is allowed is never counted together', async () => {
  const { events } = await eventsOf(() => repeat('settings.read'));
  expect(events.map(nameOf)).toEqual(Array(TIMES).fill('system.settings_changed success'));
});
