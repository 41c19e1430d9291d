import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { prisma } from '@/lib/db';
import { findSession, hashToken, machine } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { expireSessions, findOverdueSessions } from './expire-sessions';
import { openSession } from './testing/sessions';
import { setUpInstallation } from './testing/set-up';

const BEGAN = new Date('2026-11-20T08:00:00Z');
const later = (minutes: number) => new Date(BEGAN.getTime() + minutes * 60_000);
const scheduler = machine('scheduler', 'worker');

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation();
});
afterAll(() => installation.close());
afterEach(async () => {
  const left = await findOverdueSessions(later(100_000));
  if (left.length > 0) await expire(left, later(100_000));
});

const open = async () => {
  const token = await openSession(BEGAN);
  const { id } = await prisma().session.findUniqueOrThrow({ where: { tokenHash: Buffer.from(hashToken(token)) } });
  return { token, id };
};
const expire = (sessionIds: string[], now: Date, caller = scheduler) =>
  execute(expireSessions, caller, { sessionIds }, { clock: { now: () => now } });
const rowOf = (id: string) => prisma().session.findUniqueOrThrow({ where: { id } });

describe('expireSessions', () => {
  it('ends what was idle for too long, one event a session', async () => {
    const [a, b] = [await open(), await open()];
    expect(await findOverdueSessions(later(59))).toEqual([]);
    expect((await findOverdueSessions(later(60))).sort()).toEqual([a.id, b.id].sort());
    const { value, events } = await eventsOf(() => expire([a.id, b.id], later(60)));
    expect(value).toMatchObject({ ok: true, value: { ended: 2 } });
    expect(await rowOf(a.id)).toMatchObject({ endReason: 'idle', endedAt: later(60) });
    expect(events.map(nameOf)).toEqual(['session.expired success', 'session.expired success']);
    expect(events.flatMap((event) => event.effects?.map(({ key }) => key)).sort()).toEqual([a.id, b.id].sort());
    expect(events[1]?.trigger?.parentEventId).toBe(events[0]?.id);
    expect(events[0]).toMatchObject({
      actor: { type: 'scheduler' },
      summary: 'A session of Lena Haugen ran out (idle for too long).',
    });
  });

  it('ends what is too old, however busy', async () => {
    const { id, token } = await open();
    for (let minutes = 50; minutes < 720; minutes += 50)
      expect(await findSession(token, later(minutes))).not.toBeNull();
    expect(await findOverdueSessions(later(719))).toEqual([]);
    expect(await findOverdueSessions(later(720))).toEqual([id]);
    await expire([id], later(720));
    expect(await rowOf(id)).toMatchObject({ endReason: 'too_old' });
  });

  it('leaves whoever came back meanwhile', async () => {
    const [idle, back] = [await open(), await open()];
    const listed = await findOverdueSessions(later(61));
    expect(listed).toHaveLength(2);
    expect(await findSession(back.token, later(59))).not.toBeNull();
    expect(await expire(listed, later(61))).toMatchObject({ ok: true, value: { ended: 1 } });
    expect([(await rowOf(idle.id)).endReason, (await rowOf(back.id)).endReason]).toEqual(['idle', null]);
    const { value, events } = await eventsOf(() => expire([back.id], later(61)));
    expect(value).toMatchObject({ ok: false, code: 'conflict' });
    expect(events.map(nameOf)).toEqual(['session.expired failure']);
  });

  it.each([
    ['an admin', callerWith('admin'), 'forbidden'],
    ['a stranger', stranger, 'unauthenticated'],
  ])('is not for %s', async (_name, caller, code) => {
    const { id } = await open();
    const { value, events } = await eventsOf(() => expire([id], later(61), caller));
    expect(value).toMatchObject({ ok: false, code });
    expect(events.map(nameOf)).toEqual(['session.expired denied']);
    expect((await rowOf(id)).endedAt).toBeNull();
  });

  it.each([[[]], [['no id']], [Array.from({ length: 101 }, () => '01900000-0000-7000-8000-000000000001')]])(
    'refuses bad input',
    async (ids) => {
      expect(await expire(ids, later(61))).toMatchObject({ ok: false, code: 'invalid_input' });
    },
  );

  it('of two at once ends each session once', async () => {
    const { id } = await open();
    const { value, events } = await eventsOf(() => Promise.all([expire([id], later(61)), expire([id], later(61))]));
    expect(value.map((outcome) => outcome.ok).sort()).toEqual([false, true]);
    expect(events.map(nameOf).sort()).toEqual(['session.expired failure', 'session.expired success']);
  });
});
