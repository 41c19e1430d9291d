import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { prisma } from '@/lib/db';
import { callerOf, findSession } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { signOut } from './end-session';
import { openSession } from './testing/sessions';
import { setUpInstallation } from './testing/set-up';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation();
});
afterAll(() => installation.close());

const signedIn = async () => {
  const token = await openSession();
  const session = await findSession(token);
  if (!session) throw new Error('there is no session');
  return { token, session, caller: callerOf(session, { ip: '192.0.2.9' }) };
};

describe('signOut', () => {
  it('ends the caller’s own session and no other', async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    const { value, events } = await eventsOf(() => execute(signOut, mine.caller, {}));
    expect(value).toMatchObject({ ok: true });
    expect([await findSession(mine.token), (await findSession(other.token))?.id]).toEqual([null, other.session.id]);
    const row = await prisma().session.findUniqueOrThrow({ where: { id: mine.session.id } });
    expect(row).toMatchObject({ endReason: 'signed_out', endedAt: expect.any(Date) });
    expect(events.map(nameOf)).toEqual(['auth.logout success', 'session.ended success']);
    expect(events[1]).toMatchObject({
      effects: [{ table: 'sessions', key: mine.session.id }],
      session: { id: mine.session.id },
    });
  });

  it.each([
    ['a stranger', stranger, 'unauthenticated', 'denied'],
    ['somebody without a session', { ...callerWith('admin'), session: null }, 'unauthenticated', 'denied'],
    ['a session that is not there', callerWith('viewer'), 'conflict', 'failure'],
  ])('refuses %s', async (_name, caller, code, status) => {
    const { value, events } = await eventsOf(() => execute(signOut, caller, {}));
    expect(value).toMatchObject({ ok: false, code });
    expect(events.map(nameOf)).toEqual([`auth.logout ${status}`]);
  });

  it('takes no input', async () => {
    const { caller, token } = await signedIn();
    expect(await execute(signOut, caller, { sessionId: 'another' })).toMatchObject({
      ok: false,
      code: 'invalid_input',
    });
    expect(await findSession(token)).not.toBeNull();
  });

  it('of two at once ends it once', async () => {
    const { caller } = await signedIn();
    const { value, events } = await eventsOf(() =>
      Promise.all([execute(signOut, caller, {}), execute(signOut, caller, {})]),
    );
    expect(value.map((outcome) => outcome.ok).sort()).toEqual([false, true]);
    expect(value.find((outcome) => !outcome.ok)).toMatchObject({ code: 'conflict' });
    expect(events.map(nameOf).sort()).toEqual(['auth.logout failure', 'auth.logout success', 'session.ended success']);
  });
});
