import { z } from 'zod';
import { type CommandEvent, defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import type { Transaction } from '@/lib/db';
import { ANCHOR_KINDS, placeOf } from './contract';

const anchor = { receiptId: z.uuid(), anchorId: z.uuid(), name: z.string(), kind: z.enum(ANCHOR_KINDS) };

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What one run of the job found out. */
const RecordAnchoringInput = z.strictObject({
  origin: z.string(),
  size: z.bigint(),
  root: Bytes,
  confirmed: z.array(z.strictObject({ ...anchor, receipt: Bytes })),
  failed: z.array(
    z.strictObject({
      ...anchor,
      error: z.string(),
      nextTry: z.date(),
      failingSince: z.date(),
      alarmedAt: z.date().nullable(),
      tell: z.enum(['medium', 'critical']).nullable(),
    }),
  ),
});
export type RecordAnchoringInput = z.infer<typeof RecordAnchoringInput>;
type Confirmed = RecordAnchoringInput['confirmed'][number];
type Failed = RecordAnchoringInput['failed'][number];

const targetOf = ({ anchorId, name }: { anchorId: string; name: string }) => ({ type: 'anchor', id: anchorId, name });

export function anchoredEvent(
  checkpoint: Pick<RecordAnchoringInput, 'origin' | 'size' | 'root'>,
  anchors: readonly Pick<Confirmed, 'anchorId' | 'name' | 'kind'>[],
): CommandEvent {
  const [first] = anchors;
  const where = anchors.length === 1 && first ? first.name : `${anchors.length} places`;
  return {
    name: 'audit.anchored',
    summary: `The log of ${checkpoint.size} events was anchored in ${where}.`,
    targets: anchors.slice(0, 100).map(targetOf),
    details: {
      origin: checkpoint.origin,
      size: Number(checkpoint.size),
      root: Buffer.from(checkpoint.root).toString('hex'),
      anchors: anchors.map(({ anchorId, kind }) => ({ id: anchorId, kind, place: placeOf(kind) })),
    },
    effects: [],
  };
}

function failedEvent(
  { size, origin }: RecordAnchoringInput,
  failed: Failed & { tell: 'medium' | 'critical' },
): CommandEvent {
  const since = failed.tell === 'critical' ? `, failing since ${failed.failingSince.toISOString()}` : '';
  return {
    name: 'audit.anchor_failed',
    status: 'failure',
    severity: failed.tell,
    reason: { code: 'unavailable', message: failed.error.slice(0, 1024) },
    summary: `The log could not be anchored in ${failed.name}${since}: ${failed.error}`.slice(0, 500),
    targets: [targetOf(failed)],
    details: { origin, size: Number(size), kind: failed.kind, failingSince: failed.failingSince.toISOString() },
    effects: [],
  };
}

type Submitted = Pick<RecordAnchoringInput, 'origin' | 'size'>;

/** A worker that was held up for longer than its claim may come back with the receipt of a size that is not this row's any more. */
const confirm = (
  tx: Pick<Transaction, 'anchorReceipt'>,
  { origin, size }: Submitted,
  { receiptId, receipt }: Confirmed,
  confirmedAt: Date,
) =>
  tx.anchorReceipt.updateMany({
    where: { id: receiptId, origin, size, state: { not: 'done' } },
    data: {
      state: 'done',
      receipt: new Uint8Array(receipt),
      confirmedAt,
      lastError: null,
      nextTry: null,
      failingSince: null,
      alarmedAt: null,
    },
  });

/** A failure that says nothing new is only kept: the log is not told of every attempt. */
export const postpone = (tx: Pick<Transaction, 'anchorReceipt'>, failed: Failed) =>
  tx.anchorReceipt.updateMany({
    where: { id: failed.receiptId, state: { not: 'done' } },
    data: {
      state: 'failed',
      lastError: failed.error,
      nextTry: failed.nextTry,
      failingSince: failed.failingSince,
      alarmedAt: failed.alarmedAt,
    },
  });

const isTold = (failed: Failed): failed is Failed & { tell: 'medium' | 'critical' } => failed.tell !== null;

/** One event for all that a run anchored, and one for each anchor that begins to fail. */
export const recordAnchoring = defineCommand({
  name: 'anchors.record',
  event: 'audit.anchor_failed',
  permission: 'machine',
  input: RecordAnchoringInput,
  run: async (tx, { clock }, input) => {
    const confirmed: Confirmed[] = [];
    // An anchor that was deleted or tested meanwhile has no open row any more, and nothing is said of it.
    for (const each of input.confirmed)
      if ((await confirm(tx, input, each, clock.now())).count === 1) confirmed.push(each);
    const told: CommandEvent[] = confirmed.length > 0 ? [anchoredEvent(input, confirmed)] : [];
    for (const each of input.failed) {
      const { count } = await postpone(tx, each);
      if (count === 1 && isTold(each)) told.push(failedEvent(input, each));
    }
    const [event, ...children] = told;
    if (!event) throw new AppError('conflict', 'None of these anchors waits any more');
    return { result: { confirmed: confirmed.length }, event, children };
  },
});
