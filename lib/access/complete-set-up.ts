import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { DEFAULT_SETTINGS, SETTINGS_KEY } from '@/lib/settings';
import { CompleteSetUpInput } from './contract';
import { hashPassword } from './password';
import { findSetUpLink, spendSetUpLink } from './set-up-links';

const REFUSALS = {
  unknown: 'This link is not one of ours',
  expired: 'This link is older than an hour',
  used: 'This link was used already',
  done: 'The installation is set up already',
} as const;

/** The first admin and the installation's name, by a link that works once. */
export const completeSetUp = defineCommand({
  name: 'access.complete_set_up',
  event: 'user.created',
  permission: 'public',
  input: CompleteSetUpInput,
  waitsForSeal: true,
  prepare: async ({ clock }, { token, password }) => ({
    // A stranger without a link does not have us hash for him.
    passwordHash: (await findSetUpLink(token, clock.now())) === 'open' ? await hashPassword(password) : '',
  }),
  run: async (tx, { clock }, input, { passwordHash }) => {
    const now = clock.now();
    const state = await findSetUpLink(input.token, now, tx);
    if (state !== 'open') throw new AppError('forbidden', REFUSALS[state]);
    if (!(await spendSetUpLink(tx, input.token, now))) throw new AppError('forbidden', REFUSALS.used);
    const id = uuidv7(now.getTime());
    await tx.user.create({
      data: { id, email: input.email, name: input.name, passwordHash, roles: ['admin'], createdAt: now },
    });
    const settings = { ...DEFAULT_SETTINGS, name: input.installationName };
    await tx.setting.create({ data: { key: SETTINGS_KEY, value: settings, updatedAt: now } });
    const created = { email: input.email, name: input.name, roles: ['admin'] };
    return {
      result: { email: input.email },
      event: {
        name: 'user.created',
        summary: `${input.name} became the first admin by the set-up link.`,
        severity: 'high',
        targets: [{ type: 'user', id, name: input.name }],
        changes: { before: {}, after: created },
        effects: [{ table: 'users', key: id }],
      },
      children: [
        {
          name: 'system.settings_changed',
          summary: `The installation was named ${input.installationName}.`,
          targets: [{ type: 'settings', id: SETTINGS_KEY, name: input.installationName }],
          changes: { before: {}, after: settings },
          effects: [{ table: 'settings', key: SETTINGS_KEY }],
        },
      ],
    };
  },
});
