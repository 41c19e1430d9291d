import 'server-only';
import { createHash } from 'node:crypto';
import type { NextAuthOptions, User } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { execute } from '@/lib/command';
import type { ErrorCode } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { anonymous, findSession, SESSION_COOKIE, sourceOf } from '@/lib/identity';
import { log } from '@/lib/log';
import { signIn } from './sign-in';

export { signOutOfBrowser } from './sign-out-of-browser';

type SignedIn = User & { sessionToken: string };

const LONGEST_COOKIE_S = 720 * 3600;

/** What the browser is told; `CredentialsSignin` is next-auth's own word for a wrong pair. */
const ERRORS: Partial<Record<ErrorCode, string>> = {
  unavailable: 'Unavailable',
  rate_limited: 'RateLimited',
  internal: 'Unavailable',
};

const cookie = (name: string, sameSite: 'lax' | 'strict') => ({
  name,
  options: { httpOnly: true, sameSite, path: '/', secure: true },
});

const headerReader = (headers: Record<string, unknown> | undefined) => ({
  get: (name: string) => {
    const value = headers?.[name];
    return typeof value === 'string' ? value : null;
  },
});

const password = CredentialsProvider({
  id: 'password',
  credentials: { email: {}, password: {} },
  authorize: async (credentials, request): Promise<SignedIn | null> => {
    const source = sourceOf(headerReader(request.headers), { method: 'POST', path: '/api/auth/callback/password' });
    // next-auth takes JSON too, so these may be anything.
    const [email, secret] = [credentials?.email, credentials?.password].map((value: unknown) =>
      typeof value === 'string' ? value : '',
    );
    const attempted = email?.trim().toLowerCase().slice(0, 254).toWellFormed() || 'anonymous';
    const input = { email, password: secret };
    const outcome = await execute(signIn, anonymous(source, attempted), input);
    if (outcome.ok) return { ...outcome.value.user, sessionToken: outcome.value.token };
    const known = ERRORS[outcome.code];
    if (known) throw new Error(known);
    return null;
  },
});

/**
 * next-auth carries the sign-in; the session itself is a row behind an opaque cookie. So its "JWT" is the row's random token: encode
 * hands it through, decode looks the row up, and an ended session is over at once everywhere.
 */
export const authOptions = (): NextAuthOptions => ({
  providers: [password],
  secret: createHash('sha256')
    .update(`next-auth ${env().CHAINWARD_FRONT_SECRET ?? ''}`)
    .digest('hex'),
  session: { strategy: 'jwt', maxAge: LONGEST_COOKIE_S },
  pages: { signIn: '/sign-in', error: '/sign-in' },
  cookies: {
    sessionToken: cookie(SESSION_COOKIE, 'lax'),
    csrfToken: cookie('__Host-chainward-csrf', 'lax'),
    callbackUrl: cookie('__Secure-chainward-callback', 'lax'),
  },
  jwt: {
    encode: async ({ token }) => (typeof token?.sessionToken === 'string' ? token.sessionToken : ''),
    decode: async ({ token }) => (token && (await findSession(token)) ? { sessionToken: token } : null),
  },
  callbacks: {
    jwt: async ({ token, user }) => (user ? { sessionToken: (user as SignedIn).sessionToken } : token),
    // Whoever asks next-auth for the session learns that there is one, and nothing else.
    session: async ({ session }) => ({ expires: session.expires }),
    redirect: async ({ baseUrl }) => baseUrl,
  },
  logger: {
    error: (code, details) =>
      log().warn({ code, reason: String((details as { error?: unknown }).error ?? '') }, 'sign-in'),
    warn: (code) => log().debug({ code }, 'sign-in'),
    debug: () => undefined,
  },
});
