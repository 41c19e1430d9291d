import { z } from 'zod';
import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';

/** A business change as they all are: load, update under a condition, event; in plain SQL, as its baseline is. */
export const renameUser = defineCommand({
  name: 'bench.rename_user',
  event: 'user.created',
  permission: 'settings.read',
  input: z.strictObject({ id: z.uuid(), name: z.string() }),
  run: async (tx, _context, { id, name }) => {
    const [before] = await tx.$queryRaw<
      { name: string; version: number }[]
    >`SELECT * FROM users WHERE id = ${id}::uuid`;
    if (!before) throw new AppError('not_found', 'There is no such user');
    await tx.$executeRaw`UPDATE users SET name = ${name}, version = version + 1 WHERE id = ${id}::uuid AND version = ${before.version}`;
    return {
      result: {},
      event: {
        name: 'user.created',
        summary: `${before.name} was renamed to ${name}.`,
        targets: [{ type: 'user', id, name }],
        changes: { before: { name: before.name }, after: { name } },
        effects: [{ table: 'users', key: id }],
      },
    };
  },
});
