import { z } from 'zod';
import { defineCommand, run } from '@/lib/command';
import { uuidv7 } from '@/lib/core/ids';
import { machine, type Role } from '@/lib/identity';
import { hashPassword } from '../password';

const Person = z.strictObject({
  email: z.string(),
  password: z.string().nullable(),
  roles: z.array(z.string()),
  disabledAt: z.date().nullable(),
});

const createUser = defineCommand({
  name: 'test.create_user',
  event: 'user.created',
  permission: 'machine',
  input: Person,
  run: async (tx, { clock }, { password, ...person }) => {
    const id = uuidv7();
    const passwordHash = password === null ? null : await hashPassword(password);
    await tx.user.create({ data: { id, name: person.email, passwordHash, createdAt: clock.now(), ...person } });
    return {
      result: { id },
      event: { name: 'user.created', summary: 'A user of a test.', effects: [{ table: 'users', key: id }] },
    };
  },
});

const disableUser = defineCommand({
  name: 'test.disable_user',
  event: 'user.created',
  permission: 'machine',
  input: z.strictObject({ id: z.string(), now: z.date() }),
  run: async (tx, _context, { id, now }) => {
    await tx.user.update({ where: { id }, data: { disabledAt: now } });
    return {
      result: {},
      event: { name: 'user.created', summary: 'A user of a test, disabled.', effects: [{ table: 'users', key: id }] },
    };
  },
});

const tester = machine('system', 'test');

/** Somebody in the database, as no command makes him yet. */
export async function makeUser(email: string, password: string | null, roles: Role[] = ['viewer']): Promise<string> {
  return (await run(createUser, tester, { email, password, roles, disabledAt: null })).id;
}

export async function disable(id: string, now = new Date()): Promise<void> {
  await run(disableUser, tester, { id, now });
}
