import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { sealSecret } from '@/lib/keeper/client-secrets';
import { CreateAnchorInput } from './contract';
import { checkConfig, tellConfig } from './describe-config';
import { refuseTakenName } from './refuse-taken-name';
import { purposeOf } from './submit-checkpoint';

export const createAnchor = defineCommand({
  name: 'anchors.create',
  event: 'system.settings_changed',
  permission: 'ledger.anchors',
  input: CreateAnchorInput,
  waitsForSeal: true,
  prepare: async ({ clock }, input) => {
    checkConfig(input);
    if (input.kind === 's3' && !input.secret)
      throw new AppError('invalid_input', 'The storage needs a secret key', { secret: 'Fill this in' });
    const id = uuidv7(clock.now().getTime());
    const secret = 'secret' in input && input.secret ? await sealSecret(purposeOf(id), input.secret) : null;
    return { id, secret };
  },
  run: async (tx, { caller, clock }, { kind, name, config }, { id, secret }) => {
    await refuseTakenName(tx, name);
    await tx.anchor.create({ data: { id, kind, name, config, secret, createdAt: clock.now() } });
    return {
      result: { id, version: 1 },
      event: {
        name: 'system.settings_changed',
        summary: `${caller.actor.name} added the anchor ${name}.`,
        targets: [{ type: 'anchor', id, name }],
        changes: {
          before: {},
          after: { kind, name, enabled: true, hasSecret: secret !== null, ...tellConfig(config) },
        },
        effects: [{ table: 'anchors', key: id }],
      },
    };
  },
});
