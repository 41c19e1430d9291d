import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { governedDigest, pool, prisma } from '@/lib/db';
import { newToken } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { getSettings } from '@/lib/settings';
import { completeSetUp } from './complete-set-up';
import { createSetUpLink, findSetUpLink, isSetUp } from './set-up-links';
import { FIRST_ADMIN } from './testing/set-up';

let installation: TestInstallation;
beforeEach(async () => {
  installation = await openTestInstallation();
});
afterEach(() => installation.close());

const link = async (now = new Date()) => (await createSetUpLink(now)) ?? '';
const input = (token: string, changes: object = {}) => ({
  token,
  installationName: 'Larkfield',
  ...FIRST_ADMIN,
  ...changes,
});
const complete = (token: string, changes: object = {}, options = {}) =>
  execute(completeSetUp, stranger, input(token, changes), options);

describe('completeSetUp', () => {
  it('makes the first admin and names the installation, and leaves their events', async () => {
    const token = await link();
    expect(await findSetUpLink(token)).toBe('open');
    const { value, events } = await eventsOf(() => complete(token, { email: ' L.Haugen@Example.org ' }));
    expect(value).toMatchObject({ ok: true, value: { email: FIRST_ADMIN.email, event: { seq: expect.any(Number) } } });
    const [user] = await prisma().user.findMany();
    expect(user).toMatchObject({
      email: FIRST_ADMIN.email,
      name: FIRST_ADMIN.name,
      roles: ['admin'],
      disabledAt: null,
    });
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(await getSettings()).toMatchObject({ name: 'Larkfield', version: 1 });
    const rows = await pool().query('SELECT to_jsonb(u) AS row FROM users u');
    expect(events.map(nameOf)).toEqual(['user.created success', 'system.settings_changed success']);
    expect(events[0]).toMatchObject({
      summary: 'Lena Haugen became the first admin by the set-up link.',
      severity: 'high',
      effects: [{ table: 'users', key: user?.id, after: governedDigest(rows.rows[0].row) }],
    });
    expect(events[1]?.trigger?.parentEventId).toBe(events[0]?.id);
    expect(JSON.stringify(events)).not.toMatch(/argon2|correct horse/);
    expect([await isSetUp(), await findSetUpLink(token), await createSetUpLink(new Date())]).toEqual([
      true,
      'done',
      null,
    ]);
  });

  it('is denied a second time, by the same link and by any other', async () => {
    const token = await link();
    await complete(token);
    for (const again of [token, newToken()]) {
      const { value, events } = await eventsOf(() => complete(again, { email: 'second@example.org' }));
      expect(value).toMatchObject({ ok: false, code: 'forbidden', message: 'The installation is set up already' });
      expect(events.map(nameOf)).toEqual(['user.created denied']);
    }
    expect(await prisma().user.count()).toBe(1);
  });

  it('is denied with a link that is unknown, replaced or an hour old', async () => {
    const now = new Date();
    const [replaced, token] = [await link(now), await link(now)];
    const at = (ms: number) => ({ clock: { now: () => new Date(now.getTime() + ms) } });
    for (const [given, options, message] of [
      [newToken(), {}, 'This link is not one of ours'],
      ['no token at all', {}, 'This link is not one of ours'],
      [replaced, {}, 'This link is not one of ours'],
      [token, at(3_600_000), 'This link is older than an hour'],
    ] as const) {
      const { value, events } = await eventsOf(() => complete(given, {}, options));
      expect(value).toMatchObject({ ok: false, code: 'forbidden', message });
      expect(events.map(nameOf)).toEqual(['user.created denied']);
    }
    expect(await prisma().user.count()).toBe(0);
    expect(await complete(token, {}, at(3_599_999))).toMatchObject({ ok: true });
  });

  it('names the field of bad input, and the link can still be used', async () => {
    const token = await link();
    const { value, events } = await eventsOf(() => complete(token, { email: 'nobody', password: 'short', name: ' ' }));
    expect(value).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: { email: 'That is not an e-mail address', password: 'At least 12 characters', name: 'Say who you are' },
    });
    expect(events.map(nameOf)).toEqual(['user.created failure']);
    expect(JSON.stringify(events)).not.toContain('short');
    expect(await findSetUpLink(token)).toBe('open');
  });

  it('of two at once lets one through: there is exactly one admin', async () => {
    const token = await link();
    const { value, events } = await eventsOf(() =>
      Promise.all([complete(token), complete(token, { email: 'second@example.org', installationName: 'Second' })]),
    );
    expect(value.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(value.find((outcome) => !outcome.ok)).toMatchObject({ code: 'forbidden' });
    const users = await prisma().user.findMany();
    expect(users.map((user) => user.email)).toEqual([value[0].ok ? FIRST_ADMIN.email : 'second@example.org']);
    expect((await getSettings()).name).toBe(value[0].ok ? 'Larkfield' : 'Second');
    expect(events.map(nameOf).sort()).toEqual([
      'system.settings_changed success',
      'user.created denied',
      'user.created success',
    ]);
  });
});
