import { describe, expect, it } from 'vitest';
import { execute, run } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { governedDigest, pool } from '@/lib/db';
import { createAnchor, deleteAnchor, listAnchors, switchAnchor, testAnchor, updateAnchor } from '.';
import { admin, emailInput, installationOfThisFile, newName } from './testing/installation';

const { file, fileInput, linesOf, sign } = installationOfThisFile();
const rowOf = async (id: string) => {
  const { rows } = await pool().query('SELECT to_jsonb(a) AS row FROM anchors a WHERE id = $1', [id]);
  return rows[0]?.row as Record<string, unknown> | undefined;
};

describe('createAnchor', () => {
  it('keeps the configuration and leaves its event, with the digest of the row', async () => {
    const input = fileInput();
    const { value, events } = await eventsOf(() => run(createAnchor, admin, input));
    const row = await rowOf(value.id);
    expect(row).toMatchObject({ kind: 'file', name: input.name, enabled: true, version: 1, secret: null });
    expect(events).toMatchObject([
      {
        module: 'system',
        activity: 'settings_changed',
        summary: `Tester added the anchor ${input.name}.`,
        targets: [{ type: 'anchor', id: value.id, name: input.name }],
        changes: { before: {}, after: { kind: 'file', path: file(), intervalSeconds: 60 } },
        effects: [{ table: 'anchors', key: value.id, after: governedDigest(row ?? {}) }],
      },
    ]);
  });

  it('seals a secret: neither row, event nor list shows it', async () => {
    const { value, events } = await eventsOf(() => run(createAnchor, admin, emailInput()));
    const everything = JSON.stringify([await rowOf(value.id), events, await listAnchors()]);
    expect(everything).not.toContain('correct horse');
    expect(everything).not.toContain(Buffer.from('correct horse').toString('base64'));
    expect((await rowOf(value.id))?.secret).toEqual(expect.any(String));
    expect(await listAnchors()).toMatchObject([
      { kind: 'email', hasSecret: true, config: { intervalSeconds: 86_400 } },
    ]);
  });

  it.each([
    ['a viewer', callerWith('viewer'), 'forbidden'],
    ['a CA admin', callerWith('ca_admin'), 'forbidden'],
    ['a stranger', stranger, 'unauthenticated'],
  ])('refuses %s, and says so in the ledger', async (_name, caller, code) => {
    const { value, events } = await eventsOf(() => execute(createAnchor, caller, fileInput()));
    expect(value).toMatchObject({ ok: false, code });
    expect(events.map(nameOf)).toEqual(['system.settings_changed denied']);
    expect(await listAnchors()).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a path that is not whole', { ...fileInput('x'), config: { path: 'log.ndjson' } }, 'config.path'],
    ['a path that climbs', { ...fileInput('x'), config: { path: '/a/../log.ndjson' } }, 'config.path'],
    [
      'an address that begins another line',
      { ...emailInput('x'), config: { host: 'm', from: 'a@b\r\nX: y', to: ['a@b'] } },
      'config.from',
    ],
    [
      'a witness without a key',
      { kind: 'tlog-witness', name: 'x', config: { url: 'https://w.example', vkey: 'w+00000000+BAAA' } },
      'config.vkey',
    ],
    [
      'a certificate that is none',
      {
        kind: 'rfc3161',
        name: 'x',
        config: { url: 'https://t.example', trusted: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      },
      'config.trusted',
    ],
    [
      'a storage without a secret',
      {
        kind: 's3',
        name: 'x',
        config: { endpoint: 'https://s.example', region: 'r', bucket: 'bucket', accessKeyId: 'k' },
      },
      'secret',
    ],
    ['a password in a URL', { kind: 'rfc3161', name: 'x', config: { url: 'https://a:b@t.example' } }, 'config.url'],
  ])('names the field of %s', async (_name, input, field) => {
    const { value, events } = await eventsOf(() => execute(createAnchor, admin, input));
    expect(value).toMatchObject({ ok: false, code: 'invalid_input', fields: { [field]: expect.any(String) } });
    expect(events.map(nameOf)).toEqual(['system.settings_changed failure']);
  });

  it('gives one of two at once the name and tells the other', async () => {
    const name = newName();
    const { value } = await eventsOf(() =>
      Promise.all([execute(createAnchor, admin, fileInput(name)), execute(createAnchor, admin, fileInput(name))]),
    );
    expect(value.filter((result) => result.ok)).toHaveLength(1);
    expect(value.find((result) => !result.ok)).toMatchObject({
      code: 'conflict',
      fields: { name: expect.any(String) },
    });
  });
});

describe('updateAnchor, switchAnchor, deleteAnchor', () => {
  it('tells what changed, and that a secret was replaced, not by what', async () => {
    const { id } = await run(createAnchor, admin, emailInput());
    const before = await rowOf(id);
    const input = { ...emailInput(), id, version: 1, secret: 'battery staple' };
    const { events } = await eventsOf(() => run(updateAnchor, admin, input));
    expect(events).toMatchObject([{ changes: { after: { name: input.name, secretReplaced: true } } }]);
    expect(JSON.stringify(events)).not.toContain('battery');
    expect((await rowOf(id))?.secret).not.toBe(before?.secret);
  });

  it('does not hand a kept secret to another server', async () => {
    const input = emailInput();
    const { id } = await run(createAnchor, admin, input);
    const { secret: _, ...rest } = { ...input, id, version: 1, config: { ...input.config, host: 'thief.example' } };
    expect(await execute(updateAnchor, admin, rest)).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: { secret: expect.any(String) },
    });
  });

  it('lets one of two at once through, for each of them', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    const rename = () => ({ ...fileInput(), id, version: 1 });
    const updated = await Promise.all([execute(updateAnchor, admin, rename()), execute(updateAnchor, admin, rename())]);
    expect(updated.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const off = { id, version: 2, enabled: false };
    const switched = await Promise.all([execute(switchAnchor, admin, off), execute(switchAnchor, admin, off)]);
    expect(switched.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const gone = { id, version: 3 };
    const deleted = await Promise.all([execute(deleteAnchor, admin, gone), execute(deleteAnchor, admin, gone)]);
    expect(deleted.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await rowOf(id)).toBeUndefined();
  });

  it.each([
    ['updateAnchor', updateAnchor, { ...fileInput('x'), config: { path: '/x.ndjson' } }],
    ['switchAnchor', switchAnchor, { enabled: false }],
    ['deleteAnchor', deleteAnchor, {}],
  ] as const)(
    '%s is for those alone who may, and refuses what it does not understand',
    async (_name, command, more) => {
      const { id } = await run(createAnchor, admin, fileInput());
      const denied = await eventsOf(() =>
        execute(command as typeof deleteAnchor, callerWith('auditor'), { id, version: 1, ...more }),
      );
      expect(denied.value).toMatchObject({ ok: false, code: 'forbidden' });
      const bad = await eventsOf(() => execute(command as typeof deleteAnchor, admin, { id, ...more }));
      expect(bad.value).toMatchObject({ ok: false, code: 'invalid_input' });
      expect([...denied.events, ...bad.events].map(nameOf)).toEqual([
        'system.settings_changed denied',
        'system.settings_changed failure',
      ]);
      expect(await rowOf(id)).toMatchObject({ version: 1, enabled: true });
    },
  );

  it('says of one that is switched off or removed that this is no small thing', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    const { events } = await eventsOf(async () => {
      await run(switchAnchor, admin, { id, version: 1, enabled: false });
      await run(deleteAnchor, admin, { id, version: 2 });
    });
    expect(events.map(({ severity }) => severity)).toEqual(['high', 'high']);
  });
});

describe('testAnchor', () => {
  it('submits now and leaves its event; denied, bad input, and two at once', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    const size = await sign();
    const tested = await eventsOf(() => run(testAnchor, admin, { id }));
    expect(tested.value).toMatchObject({ confirmed: true, size });
    expect(tested.events.map(nameOf)).toEqual(['audit.anchored success']);
    const denied = await eventsOf(() => execute(testAnchor, callerWith('auditor'), { id }));
    expect(denied.value).toMatchObject({ ok: false, code: 'forbidden' });
    expect(denied.events.map(nameOf)).toEqual(['audit.anchor_failed failure']);
    expect(await execute(testAnchor, admin, { id: 'x' })).toMatchObject({ ok: false, code: 'invalid_input' });
    expect(await execute(testAnchor, admin, { id: '01900000-0000-7000-8000-000000000000' })).toMatchObject({
      code: 'not_found',
    });
    const both = await Promise.all([run(testAnchor, admin, { id }), run(testAnchor, admin, { id })]);
    expect(both.map(({ confirmed }) => confirmed)).toEqual([true, true]);
    expect(linesOf()).toHaveLength(3);
  });

  it('tells a failure as its result and as an event', async () => {
    const input = emailInput();
    const { id } = await run(createAnchor, admin, { ...input, config: { ...input.config, host: '127.0.0.1' } });
    await sign();
    const { value, events } = await eventsOf(() => run(testAnchor, admin, { id }));
    expect(value).toMatchObject({ confirmed: false, message: expect.stringContaining('not allowed: loopback') });
    expect(events.map(nameOf)).toEqual(['audit.anchor_failed failure']);
  });
});
