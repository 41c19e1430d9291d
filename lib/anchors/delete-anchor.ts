import { defineCommand } from '@/lib/command';
import { DeleteAnchorInput } from './contract';
import { tellConfig } from './describe-config';
import { changedMeanwhile, getAnchor } from './get-anchor';

/** What it confirmed stays: the receipts prove something without it. */
export const deleteAnchor = defineCommand({
  name: 'anchors.delete',
  event: 'system.settings_changed',
  permission: 'ledger.anchors',
  input: DeleteAnchorInput,
  waitsForSeal: true,
  run: async (tx, { caller }, { id, version }) => {
    const { name, kind, config } = await getAnchor(tx, id, version);
    const { count } = await tx.anchor.deleteMany({ where: { id, version } });
    if (count !== 1) throw changedMeanwhile();
    await tx.anchorReceipt.deleteMany({ where: { anchorId: id, state: { not: 'done' } } });
    return {
      result: { id },
      event: {
        name: 'system.settings_changed',
        severity: 'high',
        summary: `${caller.actor.name} removed the anchor ${name}.`,
        targets: [{ type: 'anchor', id, name }],
        changes: { before: { kind, name, ...tellConfig(config) }, after: {} },
        effects: [{ table: 'anchors', key: id }],
      },
    };
  },
});
