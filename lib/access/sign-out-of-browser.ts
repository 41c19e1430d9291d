import 'server-only';
import { cookies } from 'next/headers';
import { toAction } from '@/lib/command/next';
import type { Failure, Result } from '@/lib/core/result';
import { findSession, SESSION_COOKIE } from '@/lib/identity';
import { signOut } from './end-session';

const end = toAction(signOut);

const hasEnded = async (outcome: Failure, token: string | undefined): Promise<boolean> =>
  outcome.code === 'conflict' && token !== undefined && (await findSession(token)) === null;

/** The cookie goes only when the session has: a browser that forgets a session which lives on would call it ended. */
export async function signOutOfBrowser(input: unknown): Promise<Result<object>> {
  const outcome = await end(input);
  const jar = await cookies();
  // Ended before, by whomever: there is nothing left to sign out of.
  const over =
    outcome.ok || outcome.code === 'unauthenticated' || (await hasEnded(outcome, jar.get(SESSION_COOKIE)?.value));
  if (!over) return outcome;
  jar.set(SESSION_COOKIE, '', { path: '/', secure: true, httpOnly: true, sameSite: 'lax', maxAge: 0 });
  return { ok: true, value: {} };
}
