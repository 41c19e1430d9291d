import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { governedDigest, pool, type Transaction } from '@/lib/db';
import { machine } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { provideWriter } from '@/lib/ledger';
import { type Command, type CommandEvent, defineCommand, execute } from '.';
import { callerWith, stranger } from './testing/callers';
import { eventsOf, nameOf } from './testing/events';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
});
afterAll(() => installation.close());

const Input = z.strictObject({ key: z.string().min(1) });

/** Sets one row of settings; its parts are each test's own. */
const setting = (changes: Partial<Command<typeof Input, { key: string }>> = {}, event: Partial<CommandEvent> = {}) =>
  defineCommand({
    name: 'test.set',
    event: 'system.settings_changed',
    permission: 'settings.write',
    input: Input,
    run: async (tx: Transaction, _context, { key }) => {
      await tx.setting.create({ data: { key, value: { a: 1 }, updatedAt: new Date('2026-11-20T08:00:00Z') } });
      const told = {
        name: 'system.settings_changed',
        summary: 'It was set.',
        effects: [{ table: 'settings', key }],
      } as const;
      return { result: { key }, event: { ...told, ...event } };
    },
    ...changes,
  });

const admin = callerWith('admin');
const rowOf = async (key: string) =>
  (await pool().query('SELECT to_jsonb(s) AS row FROM settings s WHERE key = $1', [key])).rows[0]?.row;

describe('execute', () => {
  it('commits the change with its event, and hands out the receipt', async () => {
    const { value, events } = await eventsOf(() => execute(setting({ waitsForSeal: true }), admin, { key: 'a' }));
    expect(value).toMatchObject({
      ok: true,
      value: { key: 'a', event: { eventId: events[0]?.id, seq: expect.any(Number) } },
    });
    expect(events).toMatchObject([
      { effects: [{ table: 'settings', key: 'a', after: governedDigest(await rowOf('a')) }], actor: admin.actor },
    ]);
  });

  it('makes the first event the parent of the others', async () => {
    const child: CommandEvent = { name: 'user.created', summary: 'Another.', effects: [] };
    const command = setting();
    const withChildren = {
      ...command,
      run: async (...given: Parameters<typeof command.run>) => ({
        ...(await command.run(...given)),
        children: [child, child],
      }),
    };
    const { events } = await eventsOf(() => execute(withChildren, admin, { key: 'b' }));
    expect(events.map(nameOf)).toEqual([
      'system.settings_changed success',
      'user.created success',
      'user.created success',
    ]);
    expect(events.map((event) => event.trigger?.parentEventId)).toEqual([undefined, events[0]?.id, events[0]?.id]);
  });

  it('tells what a row became after all changes, and null for one that is gone', async () => {
    const gone = setting({
      run: async (tx, _context, { key }) => {
        await tx.setting.delete({ where: { key } });
        return {
          result: { key },
          event: { name: 'system.settings_changed', summary: 'It went.', effects: [{ table: 'settings', key }] },
        };
      },
    });
    await execute(setting(), admin, { key: 'c' });
    const { events } = await eventsOf(() => execute(gone, admin, { key: 'c' }));
    expect(events[0]?.effects).toEqual([{ table: 'settings', key: 'c', after: null }]);
  });

  it('says done when the change is committed, although nobody can tell whether it is sealed', async () => {
    const owner = installation.database.owner;
    const { value } = await eventsOf(async () => {
      await owner.query('REVOKE SELECT ON audit_event FROM chainward_app');
      try {
        return await execute(setting({ waitsForSeal: true }), admin, { key: 'd' });
      } finally {
        await owner.query('GRANT SELECT ON audit_event TO chainward_app');
      }
    });
    expect(value).toMatchObject({ ok: true, value: { event: { seq: null } } });
    expect(await rowOf('d')).toBeDefined();
  });
});

describe('a change leaves neither row nor event of success when', () => {
  const failing = (error: Error) => {
    const command = setting();
    return setting({
      run: async (...given) => {
        await command.run(...given);
        throw error;
      },
    });
  };
  const float: Partial<CommandEvent> = { details: { share: 0.5 } };

  it.each([
    [
      'the command fails after it',
      failing(new AppError('conflict', 'Too late')),
      'conflict',
      ['system.settings_changed failure'],
    ],
    [
      'the command breaks after it',
      failing(new Error('secret internals')),
      'internal',
      ['system.settings_changed failure'],
    ],
    ['its event cannot be recorded', setting({}, float), 'invalid_input', ['system.settings_changed failure']],
    ['its event has no sentence', setting({}, { summary: '' }), 'invalid_input', ['system.settings_changed failure']],
    [
      'its event is too large',
      setting({}, { details: { text: 'x'.repeat(70_000) } }),
      'too_large',
      ['system.settings_changed failure'],
    ],
    ['its event names no row', setting({}, { effects: [] }), 'internal', ['system.settings_changed failure']],
    [
      'its event names another row',
      setting({}, { effects: [{ table: 'settings', key: 'other' }] }),
      'internal',
      ['system.settings_changed failure'],
    ],
  ])('%s', async (_name, command, code, recorded) => {
    const { value, events } = await eventsOf(() => execute(command, admin, { key: 'x' }));
    expect(value).toMatchObject({ ok: false, code, requestId: 'request-1' });
    expect(JSON.stringify([value, events])).not.toContain('internals');
    expect(await rowOf('x')).toBeUndefined();
    expect(events.map(nameOf)).toEqual(recorded);
  });

  it('the keeper gives no key to write with', async () => {
    const key = await installation.keeper.handlers['writer.key']({ process: 'test' });
    provideWriter(() => Promise.reject(new Error('no keeper')));
    const value = await execute(setting(), admin, { key: 'x' });
    provideWriter(async () => ({ id: key.id, key: Buffer.from(key.key, 'base64') }));
    expect(value).toMatchObject({
      ok: false,
      code: 'unavailable',
      retryable: true,
      message: 'The keeper does not answer; nothing was changed',
    });
    expect(await rowOf('x')).toBeUndefined();
  });
});

describe('who may', () => {
  it.each([
    ['a stranger is asked to sign in', setting(), stranger, 'unauthenticated'],
    ['another role is refused', setting(), callerWith('viewer', 'auditor'), 'forbidden'],
    ['a person is not a machine', setting({ permission: 'machine' }), admin, 'forbidden'],
    ['a stranger is no machine either', setting({ permission: 'machine' }), stranger, 'unauthenticated'],
    ['a machine is no person', setting(), machine('scheduler', 'worker'), 'forbidden'],
  ] as const)('%s', async (_name, command, caller, code) => {
    const { value, events } = await eventsOf(() => execute(command, caller, { key: 'y' }));
    expect(value).toMatchObject({ ok: false, code });
    expect(events.map(nameOf)).toEqual(['system.settings_changed denied']);
    expect(events[0]).toMatchObject({ actor: caller.actor, reason: { code }, details: { command: 'test.set' } });
  });

  it('is asked before what is wanted is looked at', async () => {
    expect(await execute(setting(), stranger, { key: 7 })).toMatchObject({ code: 'unauthenticated', fields: {} });
  });

  it.each([
    ['a public command', setting({ permission: 'public' }), stranger, 'p'],
    ['a machine', setting({ permission: 'machine' }), machine('system', 'worker'), 'm'],
  ] as const)('%s goes through', async (_name, command, caller, key) => {
    expect(await execute(command, caller, { key })).toMatchObject({ ok: true });
  });
});

it('names each bad field once, and records the names without what stood in them', async () => {
  const { value, events } = await eventsOf(() => execute(setting(), admin, { key: '', password: 'hunter2' }));
  expect(value).toMatchObject({
    ok: false,
    code: 'invalid_input',
    fields: { key: expect.any(String), input: expect.any(String) },
  });
  expect(events).toMatchObject([{ status: 'failure', details: { fields: expect.arrayContaining(['key', 'input']) } }]);
  expect(JSON.stringify(events)).not.toContain('hunter2');
});
