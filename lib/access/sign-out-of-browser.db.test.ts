import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { attachDatabase, closeDatabase } from '@/lib/db';
import { findSession, SESSION_COOKIE } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { signOutOfBrowser } from './next';
import { openSession } from './testing/sessions';
import { setUpInstallation } from './testing/set-up';

/** What the browser sent, and what it was told to keep. */
const jar = vi.hoisted(() => ({ token: '', set: vi.fn() }));
vi.mock('next/headers', () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ get: () => (jar.token ? { value: jar.token } : undefined), set: jar.set }),
}));

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
  await setUpInstallation();
});
afterAll(() => installation.close());
beforeEach(async () => {
  jar.set.mockClear();
  jar.token = await openSession();
});

const cookieDropped = () =>
  expect(jar.set).toHaveBeenCalledExactlyOnceWith(
    SESSION_COOKIE,
    '',
    expect.objectContaining({ maxAge: 0, path: '/' }),
  );

describe('signOutOfBrowser', () => {
  it('ends the session, and then drops the cookie', async () => {
    expect(await signOutOfBrowser({})).toEqual({ ok: true, value: {} });
    cookieDropped();
    expect(await findSession(jar.token)).toBeNull();
  });

  it('says so when the database is away, and leaves the cookie', async () => {
    const url = installation.database.url();
    await closeDatabase();
    attachDatabase(url.replace(/host=[^&]+/, 'host=%2Fnowhere'));
    const outcome = await signOutOfBrowser({});
    await closeDatabase();
    attachDatabase(url);
    expect(outcome).toMatchObject({
      ok: false,
      code: 'unavailable',
      message: expect.stringMatching(/does not answer/),
    });
    expect(jar.set).not.toHaveBeenCalled();
    expect(await findSession(jar.token)).not.toBeNull();
  });

  it('drops the cookie of a session that has ended before, and of none', async () => {
    expect(await signOutOfBrowser({})).toMatchObject({ ok: true });
    jar.set.mockClear();
    expect(await signOutOfBrowser({})).toEqual({ ok: true, value: {} });
    cookieDropped();
  });

  it('of two at once both are out', async () => {
    const outcomes = await Promise.all([signOutOfBrowser({}), signOutOfBrowser({})]);
    expect(outcomes).toEqual([
      { ok: true, value: {} },
      { ok: true, value: {} },
    ]);
    expect(await findSession(jar.token)).toBeNull();
  });

  it('keeps the cookie when what was asked is not understood', async () => {
    expect(await signOutOfBrowser({ sessionId: 'another' })).toMatchObject({ ok: false, code: 'invalid_input' });
    expect(jar.set).not.toHaveBeenCalled();
  });
});
