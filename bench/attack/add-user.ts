import { z } from 'zod';
import { defineCommand } from '@/lib/command';
import { uuidv7 } from '@/lib/core/ids';

/** A governed row more, by a command as all are. */
export const addUser = defineCommand({
  name: 'attacked.add_user',
  event: 'user.created',
  permission: 'settings.write',
  input: z.strictObject({ name: z.string() }),
  run: async (tx, { clock }, { name }) => {
    const now = clock.now();
    const id = uuidv7(now.getTime());
    const email = `${id}@larkfield.example`;
    await tx.$executeRaw`INSERT INTO users (id, email, name, roles, created_at) VALUES (${id}::uuid, ${email}, ${name}, '{}', ${now})`;
    return {
      result: {},
      event: {
        name: 'user.created',
        summary: `${name} became a user.`,
        targets: [{ type: 'user', id, name }],
        changes: { before: {}, after: { name, email } },
        effects: [{ table: 'users', key: id }],
      },
    };
  },
});
