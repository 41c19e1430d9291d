import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { TestAnchorInput } from './contract';
import { findAnchor, findNewestCheckpoint, readProgress } from './queries';
import { anchoredEvent } from './record-anchoring';
import { submitCheckpoint } from './submit-checkpoint';

/** Puts the newest checkpoint there now, whether it is due or not, and tells how it went. */
export const testAnchor = defineCommand({
  name: 'anchors.test',
  event: 'audit.anchor_failed',
  permission: 'ledger.anchors',
  input: TestAnchorInput,
  prepare: async ({ clock }, { id }) => {
    const anchor = await findAnchor(id);
    if (!anchor) throw new AppError('not_found', 'There is no such anchor');
    const checkpoint = await findNewestCheckpoint();
    if (!checkpoint) throw new AppError('conflict', 'Nothing is signed yet; try again in a moment');
    const previous = (await readProgress(checkpoint.origin)).get(id)?.confirmed?.size ?? 0n;
    const submitted = await submitCheckpoint(anchor, checkpoint, previous, clock.now());
    return { anchor, checkpoint, submitted };
  },
  run: async (tx, { clock }, _input, { anchor, checkpoint, submitted }) => {
    const { id, kind, name } = anchor;
    const { origin, size, root, note } = checkpoint;
    if (!submitted.ok)
      return {
        result: { confirmed: false, size: Number(size), message: submitted.error },
        event: {
          name: 'audit.anchor_failed',
          status: 'failure',
          ...(submitted.alarming && { severity: 'critical' as const }),
          reason: { code: 'unavailable', message: submitted.error.slice(0, 1024) },
          summary: `A test of the anchor ${name} failed: ${submitted.error}`.slice(0, 500),
          targets: [{ type: 'anchor', id, name }],
          details: { origin, size: Number(size), kind, test: true },
          effects: [],
        },
      };
    const receipt = new Uint8Array(submitted.receipt);
    const kept = { origin, size, root: new Uint8Array(root), note, receipt, attempts: 1, confirmedAt: clock.now() };
    await tx.anchorReceipt.deleteMany({ where: { anchorId: id, state: { not: 'done' } } });
    await tx.anchorReceipt.create({ data: { id: uuidv7(), anchorId: id, kind, state: 'done', ...kept } });
    return {
      result: { confirmed: true, size: Number(size), message: `Confirmed at ${size} events` },
      event: anchoredEvent(checkpoint, [{ anchorId: id, name, kind }]),
    };
  },
});
