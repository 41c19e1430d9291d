import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import { prisma } from '@/lib/db';
import { callerOf, hashToken, knownRoles, newToken } from '@/lib/identity';
import { getSettings } from '@/lib/settings';
import { SignInInput } from './contract';
import { verifyPassword } from './password';

const HOUR_MS = 3_600_000;

/** One answer for an unknown account, a wrong password and a disabled user. */
export const signIn = defineCommand({
  name: 'access.sign_in',
  event: 'auth.login_failed',
  permission: 'public',
  input: SignInInput,
  waitsForSeal: true,
  prepare: async (_context, input) => {
    const user = await prisma().user.findUnique({ where: { email: input.email } });
    return { matched: (await verifyPassword(user?.passwordHash ?? null, input.password)) ? user : null };
  },
  run: async (tx, { caller, clock }, _input, { matched }) => {
    // Still the same password, and still somebody who may sign in: the check was made before the transaction.
    const user =
      matched &&
      (await tx.user.findUnique({ where: { id: matched.id, passwordHash: matched.passwordHash, disabledAt: null } }));
    if (!user) throw new AppError('unauthenticated', 'E-mail and password do not match an account');
    const now = clock.now();
    const { sessionMaxHours } = await getSettings(tx);
    const token = newToken();
    const session = {
      id: uuidv7(now.getTime()),
      startedAt: now,
      expiresAt: new Date(now.getTime() + sessionMaxHours * HOUR_MS),
    };
    await tx.session.create({
      data: {
        ...session,
        userId: user.id,
        tokenHash: Buffer.from(hashToken(token)),
        method: 'password',
        ip: caller.source.ip ?? null,
        userAgent: caller.source.userAgent ?? null,
        lastSeenAt: now,
      },
    });
    const person = { type: 'user', id: user.id, name: user.name };
    const { id, startedAt, expiresAt } = session;
    const live = {
      id,
      method: 'password' as const,
      startedAt,
      user: { id: user.id, name: user.name, email: user.email, roles: knownRoles(user.roles) },
    };
    return {
      as: callerOf(live, caller.source),
      result: { token, user: { id: user.id, name: user.name, email: user.email }, expiresAt },
      event: {
        name: 'auth.login',
        summary: `${user.name} signed in with a password.`,
        targets: [person],
        details: { method: 'password', email: user.email },
        effects: [],
      },
      children: [
        {
          name: 'session.created',
          summary: `A session of ${user.name} began.`,
          targets: [{ type: 'session', id, name: id.slice(-12) }, person],
          details: { expiresAt: toRecordTime(expiresAt) },
          effects: [{ table: 'sessions', key: id }],
        },
      ],
    };
  },
});
