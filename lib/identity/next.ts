// The second door: identity inside a Next request. Apart, so that other processes need not load Next.
import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { anonymous, type Caller, callerOf } from './caller';
import type { Role } from './contract';
import { findSession, type LiveSession } from './find-session';
import { sourceOf } from './request';
import { SESSION_COOKIE } from './session-token';

export type Viewer = { id: string; name: string; email: string; roles: Role[]; sessionId: string };

/** One look-up for each request, however many components ask. */
const currentSession = cache(async (unattended: boolean): Promise<LiveSession | null> => {
  const token = (await cookies()).get(SESSION_COOKIE)?.value;
  return token ? findSession(token, new Date(), { unattended }) : null;
});

type Asked = { method: string; path: string };

/** `unattended` is for what a page asks on its own, again and again. */
export async function currentCaller(request?: Asked, unattended = false): Promise<Caller> {
  const source = sourceOf(await headers(), request);
  const session = await currentSession(unattended);
  return session ? callerOf(session, source) : anonymous(source);
}

export async function findViewer(): Promise<Viewer | null> {
  const session = await currentSession(false);
  return session && { ...session.user, sessionId: session.id };
}

/** For pages: sends strangers to sign in, and back to where they wanted to go. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer();
  if (viewer) return viewer;
  const path = (await headers()).get('x-chainward-path');
  redirect(path && path !== '/' ? `/sign-in?to=${encodeURIComponent(path)}` : '/sign-in');
}
