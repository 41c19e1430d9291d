import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { sealSecret } from '@/lib/keeper/client-secrets';
import { UpdateAnchorInput } from './contract';
import { changedFields, checkConfig, tellConfig } from './describe-config';
import { changedMeanwhile, getAnchor } from './get-anchor';
import { refuseTakenName } from './refuse-taken-name';
import { purposeOf } from './submit-checkpoint';

/** Where a credential goes decides who gets it: it is asked for again when that changes. */
const GOES_TO = ['endpoint', 'host', 'port', 'ca', 'security', 'allow'];

export const updateAnchor = defineCommand({
  name: 'anchors.update',
  event: 'system.settings_changed',
  permission: 'ledger.anchors',
  input: UpdateAnchorInput,
  waitsForSeal: true,
  prepare: async (_context, input) => {
    checkConfig(input);
    return 'secret' in input && input.secret ? await sealSecret(purposeOf(input.id), input.secret) : null;
  },
  run: async (tx, { caller }, { id, version, kind, name, config }, secret) => {
    const before = await getAnchor(tx, id, version);
    if (before.kind !== kind)
      throw new AppError('invalid_input', 'An anchor’s kind does not change', { kind: 'Fixed' });
    await refuseTakenName(tx, name, id);
    const changed = changedFields({ name: before.name, ...tellConfig(before.config) }, { name, ...tellConfig(config) });
    const moved = changed.names.some((each) => GOES_TO.includes(each.replace(/Sha256$/, '')));
    if (moved && before.secret !== null && secret === null)
      throw new AppError('invalid_input', 'The secret goes elsewhere now: give it again', { secret: 'Give it again' });
    if (changed.names.length === 0 && secret === null)
      throw new AppError('invalid_input', 'Nothing differs from what is set');
    const { count } = await tx.anchor.updateMany({
      where: { id, version },
      data: { name, config, version: { increment: 1 }, ...(secret !== null && { secret }) },
    });
    if (count !== 1) throw changedMeanwhile();
    return {
      result: { id, version: version + 1 },
      event: {
        name: 'system.settings_changed',
        summary: `${caller.actor.name} changed the anchor ${name}.`,
        targets: [{ type: 'anchor', id, name }],
        changes: {
          before: changed.before,
          after: { ...changed.after, ...(secret !== null && { secretReplaced: true }) },
        },
        effects: [{ table: 'anchors', key: id }],
      },
    };
  },
});
