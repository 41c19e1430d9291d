import { z } from 'zod';
import { type CommandEvent, defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { prisma, type Transaction } from '@/lib/db';
import { getSettings } from '@/lib/settings';

const BATCH = 100;

async function overdue(db: Pick<Transaction, 'session' | 'setting'>, now: Date) {
  const { sessionIdleMinutes } = await getSettings(db);
  return {
    endedAt: null,
    OR: [{ lastSeenAt: { lte: new Date(now.getTime() - sessionIdleMinutes * 60_000) } }, { expiresAt: { lte: now } }],
  };
}

export async function findOverdueSessions(now: Date): Promise<string[]> {
  const rows = await prisma().session.findMany({
    where: await overdue(prisma(), now),
    orderBy: { lastSeenAt: 'asc' },
    take: BATCH,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Ends, by the schedule, sessions that ran out; look-ups refuse them from the very second, this makes it an event. */
export const expireSessions = defineCommand({
  name: 'access.expire_sessions',
  event: 'session.expired',
  permission: 'machine',
  input: z.strictObject({ sessionIds: z.array(z.uuid()).min(1).max(BATCH) }),
  run: async (tx, { clock }, { sessionIds }) => {
    const now = clock.now();
    const open = { id: { in: sessionIds }, ...(await overdue(tx, now)) };
    const rows = await tx.session.findMany({
      where: open,
      select: { id: true, expiresAt: true, user: { select: { id: true, name: true } } },
    });
    const ended: CommandEvent[] = [];
    for (const row of rows) {
      const reason = row.expiresAt <= now ? 'too_old' : 'idle';
      // Conditional once more: whoever came back meanwhile, or signed out, is not ended by a list that is older than that.
      const { count } = await tx.session.updateMany({
        where: { ...open, id: row.id },
        data: { endedAt: now, endReason: reason },
      });
      if (count === 1) ended.push(expired(row, reason));
    }
    const [event, ...children] = ended;
    if (!event) throw new AppError('conflict', 'None of these sessions has run out any more');
    return { result: { ended: ended.length }, event, children };
  },
});

function expired(
  session: { id: string; user: { id: string; name: string } },
  reason: 'idle' | 'too_old',
): CommandEvent {
  return {
    name: 'session.expired',
    summary: `A session of ${session.user.name} ran out (${reason === 'idle' ? 'idle for too long' : 'at its longest'}).`,
    targets: [
      { type: 'session', id: session.id, name: session.id.slice(-12) },
      { type: 'user', id: session.user.id, name: session.user.name },
    ],
    effects: [{ table: 'sessions', key: session.id }],
  };
}
