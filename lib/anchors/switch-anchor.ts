import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { SwitchAnchorInput } from './contract';
import { changedMeanwhile, getAnchor } from './get-anchor';

export const switchAnchor = defineCommand({
  name: 'anchors.switch',
  event: 'system.settings_changed',
  permission: 'ledger.anchors',
  input: SwitchAnchorInput,
  waitsForSeal: true,
  run: async (tx, { caller }, { id, version, enabled }) => {
    const anchor = await getAnchor(tx, id, version);
    if (anchor.enabled === enabled) throw new AppError('conflict', `It is ${enabled ? 'on' : 'off'} already`);
    const { count } = await tx.anchor.updateMany({
      where: { id, version },
      data: { enabled, version: { increment: 1 } },
    });
    if (count !== 1) throw changedMeanwhile();
    // What was failing is not any more: it begins anew when it is switched on.
    if (!enabled) await tx.anchorReceipt.deleteMany({ where: { anchorId: id, state: { not: 'done' } } });
    return {
      result: { id, version: version + 1 },
      event: {
        name: 'system.settings_changed',
        // No checkpoint goes there from now on: that is how one would begin to hide something.
        ...(!enabled && { severity: 'high' as const }),
        summary: `${caller.actor.name} switched the anchor ${anchor.name} ${enabled ? 'on' : 'off'}.`,
        targets: [{ type: 'anchor', id, name: anchor.name }],
        changes: { before: { enabled: anchor.enabled }, after: { enabled } },
        effects: [{ table: 'anchors', key: id }],
      },
    };
  },
});
