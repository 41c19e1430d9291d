import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { callerWith } from '@/lib/command/testing/callers';
import { pool, prisma } from '@/lib/db';
import { findSession, hashToken, newToken } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { getSettings, updateSettings } from '@/lib/settings';
import { openSession } from './testing/sessions';
import { setUpInstallation } from './testing/set-up';
import { disable, makeUser } from './testing/users';

const BEGAN = new Date('2026-11-20T08:00:00Z');
const later = (minutes: number, ms = 0) => new Date(BEGAN.getTime() + minutes * 60_000 + ms);

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation();
});
afterAll(() => installation.close());

const seenAt = async (token: string) =>
  (await prisma().session.findUniqueOrThrow({ where: { tokenHash: Buffer.from(hashToken(token)) } })).lastSeenAt;

describe('findSession', () => {
  it('knows an open session by its token alone', async () => {
    const token = await openSession(BEGAN);
    expect(await findSession(token, BEGAN)).toMatchObject({
      method: 'password',
      startedAt: BEGAN,
      user: { email: 'l.haugen@example.org', name: 'Lena Haugen', roles: ['admin'] },
    });
    for (const other of [
      newToken(),
      '',
      'x',
      token.slice(1),
      `${token}=`,
      `${token} `,
      hashToken(token).toString('hex'),
    ]) {
      expect(await findSession(other, BEGAN)).toBeNull();
    }
  });

  it('is over after an hour without a request, to the millisecond', async () => {
    const token = await openSession(BEGAN);
    expect(await findSession(token, later(60))).toBeNull();
    expect(await findSession(token, later(60, -1))).not.toBeNull();
  });

  it('lives on with each request, noted at most once a minute', async () => {
    const token = await openSession(BEGAN);
    await findSession(token, later(1));
    expect(await seenAt(token)).toEqual(BEGAN);
    await findSession(token, later(1, 1));
    expect(await seenAt(token)).toEqual(later(1, 1));
    expect(await findSession(token, later(60))).not.toBeNull();
    expect(await findSession(token, later(119))).not.toBeNull();
  });

  it('is not kept alive by what a page asks on its own', async () => {
    const token = await openSession(BEGAN);
    for (let minutes = 5; minutes < 60; minutes += 5) {
      expect(await findSession(token, later(minutes), { unattended: true })).not.toBeNull();
    }
    expect(await findSession(token, later(60), { unattended: true })).toBeNull();
  });

  it('is never seen earlier than before', async () => {
    const token = await openSession(BEGAN);
    await findSession(token, later(30));
    await findSession(token, later(2));
    expect(await seenAt(token)).toEqual(later(30));
  });

  it('is over when it has lasted for as long as any may', async () => {
    const token = await openSession(BEGAN);
    for (let minutes = 50; minutes < 720; minutes += 50) await findSession(token, later(minutes));
    expect(await findSession(token, later(720, -1))).not.toBeNull();
    expect(await findSession(token, later(720))).toBeNull();
  });

  it('is over when it was ended', async () => {
    const token = await openSession();
    const db = await installation.database.owner.connect();
    await db.query('BEGIN');
    await db.query("UPDATE sessions SET ended_at = now(), end_reason = 'signed_out' WHERE token_hash = $1", [
      hashToken(token),
    ]);
    await db.query(
      `INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac)
       SELECT gen_random_uuid(), '', '', ARRAY['sessions:' || id], '', '' FROM sessions WHERE token_hash = $1`,
      [hashToken(token)],
    );
    await db.query('COMMIT');
    db.release();
    expect(await findSession(token)).toBeNull();
  });

  it('is over for a user who was disabled', async () => {
    const person = { email: 'b.lund@example.org', password: 'a long password' };
    const id = await makeUser(person.email, person.password, ['auditor']);
    const token = await openSession(new Date(), person);
    expect((await findSession(token))?.user.roles).toEqual(['auditor']);
    await disable(id);
    expect(await findSession(token)).toBeNull();
  });

  it('gives no role that nobody knows', async () => {
    const person = { email: 'm.berg@example.org', password: 'a long password' };
    await makeUser(person.email, person.password, ['viewer', 'root' as 'viewer']);
    expect((await findSession(await openSession(new Date(), person)))?.user.roles).toEqual(['viewer']);
  });

  it('follows the idle limit that an admin sets, at once', async () => {
    const token = await openSession(BEGAN);
    const { updatedAt: _, ...settings } = await getSettings();
    await execute(updateSettings, callerWith('admin'), { ...settings, sessionIdleMinutes: 5 });
    expect(await findSession(token, later(5))).toBeNull();
    expect(await findSession(token, later(5, -1))).not.toBeNull();
    const { rows } = await pool().query("SELECT value ->> 'sessionIdleMinutes' AS minutes FROM settings");
    expect(rows).toEqual([{ minutes: '5' }]);
  });
});
