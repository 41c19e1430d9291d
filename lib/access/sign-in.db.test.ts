import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { toRecordTime } from '@/lib/core/time';
import { governedDigest, pool, prisma } from '@/lib/db';
import { findSession, hashToken } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { signIn } from './sign-in';
import { FIRST_ADMIN, setUpInstallation } from './testing/set-up';
import { disable, makeUser } from './testing/users';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation();
});
afterAll(() => installation.close());

const { email, password } = FIRST_ADMIN;
const caller = { ...stranger, source: { ip: '192.0.2.9', userAgent: 'Browser' } };
const attempt = (input: object) => eventsOf(() => execute(signIn, caller, input));
const sessions = () => prisma().session.count();

describe('signIn', () => {
  it('opens a session, whose token is known to the browser alone, and leaves its events', async () => {
    const clock = { now: () => new Date('2026-11-20T08:15:30.123Z') };
    const { value, events } = await eventsOf(() =>
      execute(signIn, caller, { email: ' L.HAUGEN@example.org', password }, { clock }),
    );
    if (!value.ok) throw new Error(value.message);
    const { token, user } = value.value;
    const row = await prisma().session.findUniqueOrThrow({ where: { tokenHash: Buffer.from(hashToken(token)) } });
    expect(row).toMatchObject({
      userId: user.id,
      method: 'password',
      ip: '192.0.2.9',
      userAgent: 'Browser',
      startedAt: clock.now(),
      lastSeenAt: clock.now(),
      expiresAt: new Date('2026-11-20T20:15:30.123Z'),
      endedAt: null,
    });
    expect(events.map(nameOf)).toEqual(['auth.login success', 'session.created success']);
    expect(events[0]).toMatchObject({
      summary: 'Lena Haugen signed in with a password.',
      targets: [{ type: 'user', id: user.id }],
      actor: { type: 'user', id: user.id, roles: ['admin'] },
      session: { id: row.id },
      source: { ip: '192.0.2.9' },
    });
    const stored = await pool().query("SELECT to_jsonb(s) - 'last_seen_at' AS row FROM sessions s WHERE id = $1", [
      row.id,
    ]);
    expect(events[1]).toMatchObject({
      effects: [{ table: 'sessions', key: row.id, after: governedDigest(stored.rows[0].row) }],
      details: { expiresAt: toRecordTime(row.expiresAt) },
    });
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${token}|${password}|argon2`));
    expect(await findSession(token, clock.now())).toMatchObject({ id: row.id, user: { email, roles: ['admin'] } });
  });

  it('answers alike to a wrong password, an unknown account, a disabled user and one without a password', async () => {
    const before = await sessions();
    await disable(await makeUser('gone@example.org', password));
    await makeUser('oidc@example.org', null);
    const answers = [];
    for (const input of [
      { email, password: `${password}.` },
      { email: 'nobody@example.org', password },
      { email: 'gone@example.org', password },
      { email: 'gone@example.org', password: 'wrong' },
      // What an account that does not exist is compared with.
      { email: 'oidc@example.org', password: 'no account has this password' },
    ]) {
      const { value, events } = await attempt(input);
      expect(events.map(nameOf)).toEqual(['auth.login_failed failure']);
      expect(events[0]).toMatchObject({
        reason: { code: 'unauthenticated' },
        actor: { type: 'anonymous' },
        source: { ip: '192.0.2.9' },
      });
      expect(JSON.stringify(events)).not.toContain(input.password);
      answers.push(value);
    }
    expect(answers[0]).toMatchObject({
      ok: false,
      code: 'unauthenticated',
      message: 'E-mail and password do not match an account',
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await sessions()).toBe(before);
  });

  it('names the field of bad input', async () => {
    const { value, events } = await attempt({ email: 'nobody', password: '' });
    expect(value).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: { email: expect.any(String), password: expect.any(String) },
    });
    expect(events.map(nameOf)).toEqual(['auth.login_failed failure']);
  });

  it('takes the password however its accents were typed', async () => {
    const { value } = await attempt({ email, password: password.normalize('NFD') });
    expect(value.ok).toBe(true);
  });

  it('of two at once gives each a session of its own', async () => {
    const before = await sessions();
    const { value, events } = await eventsOf(() =>
      Promise.all([1, 2].map(() => execute(signIn, caller, { email, password }))),
    );
    const tokens = value.map((outcome) => (outcome.ok ? outcome.value.token : outcome.message));
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(await findSession(token)).not.toBeNull();
    expect(await sessions()).toBe(before + 2);
    expect(events.map(nameOf).sort()).toEqual([
      'auth.login success',
      'auth.login success',
      'session.created success',
      'session.created success',
    ]);
  });
});
