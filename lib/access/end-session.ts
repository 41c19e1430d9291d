import { z } from 'zod';
import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';

/** Signing out: the caller's own session ends, here and wherever its cookie was copied to. */
export const signOut = defineCommand({
  name: 'access.sign_out',
  event: 'auth.logout',
  permission: 'session.end_own',
  input: z.strictObject({}),
  run: async (tx, { caller, clock }) => {
    const id = caller.session?.id;
    if (!id) throw new AppError('unauthenticated', 'There is no session to end');
    const { count } = await tx.session.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: clock.now(), endReason: 'signed_out' },
    });
    if (count !== 1) throw new AppError('conflict', 'The session had ended already');
    const targets = [{ type: 'session', id, name: id.slice(-12) }];
    return {
      result: {},
      event: { name: 'auth.logout', summary: `${caller.actor.name} signed out.`, targets, effects: [] },
      children: [
        {
          name: 'session.ended',
          summary: `A session of ${caller.actor.name} ended.`,
          targets,
          effects: [{ table: 'sessions', key: id }],
        },
      ],
    };
  },
});
