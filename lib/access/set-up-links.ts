import { uuidv7 } from '@/lib/core/ids';
import { prisma, type Transaction } from '@/lib/db';
import { hashToken, isToken, newToken } from '@/lib/identity';
import type { SetUpLinkState } from './contract';

const VALID_MS = 60 * 60_000;

export const isSetUp = async (db: Pick<Transaction, 'user'> = prisma()): Promise<boolean> =>
  (await db.user.count({ take: 1 })) > 0;

/** A new link for the first admin, valid once and for an hour; it replaces the ones before. Null when there is an admin already. */
export async function createSetUpLink(now: Date): Promise<string | null> {
  if (await isSetUp()) return null;
  const token = newToken();
  const link = {
    id: uuidv7(now.getTime()),
    tokenHash: Buffer.from(hashToken(token)),
    createdAt: now,
    expiresAt: new Date(now.getTime() + VALID_MS),
  };
  await prisma().$transaction([prisma().setUpLink.deleteMany(), prisma().setUpLink.create({ data: link })]);
  return token;
}

export async function findSetUpLink(
  token: string,
  now: Date = new Date(),
  db: Pick<Transaction, 'user' | 'setUpLink'> = prisma(),
): Promise<SetUpLinkState> {
  if (await isSetUp(db)) return 'done';
  const link = isToken(token)
    ? await db.setUpLink.findUnique({ where: { tokenHash: Buffer.from(hashToken(token)) } })
    : null;
  if (!link) return 'unknown';
  if (link.usedAt) return 'used';
  return link.expiresAt > now ? 'open' : 'expired';
}

/** Marks the link used; false when somebody was faster. */
export async function spendSetUpLink(tx: Transaction, token: string, now: Date): Promise<boolean> {
  const { count } = await tx.setUpLink.updateMany({
    where: { tokenHash: Buffer.from(hashToken(token)), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}
