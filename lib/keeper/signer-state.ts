import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { Frontier } from '@/lib/ledger/format/merkle';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const State = z.strictObject({
  origin: z.string(),
  size: z.string().regex(/^\d+$/),
  root: hash,
  last: hash,
  frontier: z.array(hash),
  /** What was signed last, as it was said: of a change of keys nobody could sign the same again. */
  note: z.string().optional(),
});

/** What the signer remembers, out of the database's reach: the tree it signed, the leaf it ended with, the words it said. */
export type Signed = { frontier: Frontier; last: Buffer; note: string | null };

const damaged = (file: string) =>
  new AppError(
    'unavailable',
    `${file} is missing or damaged: the signer no longer knows what it signed, and signs nothing. Restore the file from a backup, or begin a new log with \`chainward ledger fork\`: without it this log can be read and verified, but not continued`,
  );

export function readSigned(file: string, origin: string): Signed {
  try {
    const state = State.parse(JSON.parse(readFileSync(file, 'utf8')));
    const frontier = Frontier.from(
      BigInt(state.size),
      state.frontier.map((node) => Buffer.from(node, 'hex')),
    );
    if (frontier.root().toString('hex') !== state.root) throw new Error('its root does not follow from its hashes');
    if (state.origin !== origin)
      throw new AppError('conflict', `The signer's state belongs to ${state.origin}, not to ${origin}`);
    return { frontier, last: Buffer.from(state.last, 'hex'), note: state.note ?? null };
  } catch (error) {
    throw error instanceof AppError ? error : damaged(file);
  }
}

export function writeSigned(file: string, origin: string, { frontier, last, note }: Signed): void {
  const state: z.infer<typeof State> = {
    origin,
    size: String(frontier.size),
    root: frontier.root().toString('hex'),
    last: last.toString('hex'),
    frontier: frontier.hashes().map((node) => node.toString('hex')),
    ...(note && { note }),
  };
  writeDurably(file, `${JSON.stringify(state)}\n`);
}

/** From before the first signature: a missing file is then a loss, never a beginning. */
export const NOTHING_SIGNED = (): Signed => ({ frontier: Frontier.empty(), last: Buffer.alloc(32), note: null });
