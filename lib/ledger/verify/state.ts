import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Where a pass has come to, so that a later one goes on from there. It is worth what the place is worth where it was kept; a root that
 * was changed in it does not agree with the next signature.
 */
const State = z.strictObject({
  origin: z.string(),
  position: z.int().min(0),
  leaf: hash,
  micros: z.int().min(0),
  subtrees: z.array(hash),
  treeSize: z.int().min(0),
  eras: z.array(z.strictObject({ vkey: z.string(), from: z.int().min(0) })),
  signedBy: z.array(z.string()),
  /** Whether a root kept outside was met on the way. */
  anchored: z.boolean(),
  forkedFrom: z.strictObject({ origin: z.string(), size: z.number(), reason: z.string().nullable() }).nullable(),
});

const ones = (size: number): number => size.toString(2).replaceAll('0', '').length;

export const VerifyState = State.refine(
  ({ treeSize, subtrees }) => subtrees.length === ones(treeSize),
  'holds another number of subtrees than a tree of its size',
);
export type VerifyState = z.infer<typeof VerifyState>;
