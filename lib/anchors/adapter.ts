import { AppError } from '@/lib/core/errors';
import type { Listener, Resolver } from '@/lib/egress';
import { openNote } from '@/lib/ledger/format/note';
import type { AnchorConfig, AnchorKind } from './contract';

export type AnchoredCheckpoint = { origin: string; size: bigint; root: Buffer; note: string };

export type AdapterContext = {
  now: Date;
  secret: string | null;
  ownListeners: readonly Listener[];
  resolver?: Resolver | undefined;
  /** The size this anchor confirmed last; 0 when it never did. */
  previous: bigint;
  /** RFC 6962 consistency proof from an older size to the checkpoint's. */
  prove(older: bigint): Promise<readonly Buffer[]>;
  /** How far the log itself is signed by now. */
  newestSize(): Promise<bigint>;
};

/** `stated`: sent over a verified connection, and cannot be read back. `unreachable` says nothing about the log. */
export type AnchorCheck = { state: 'confirmed' | 'stated' | 'broken' | 'unreachable'; detail: string };

/** One kind of place. What `submit` returns is kept as the receipt; it throws what it has to say in one sentence without secrets. */
export type Adapter<Kind extends AnchorKind = AnchorKind> = {
  submit(checkpoint: AnchoredCheckpoint, config: AnchorConfig<Kind>, context: AdapterContext): Promise<Buffer>;
  verify(
    receipt: Buffer,
    checkpoint: AnchoredCheckpoint,
    config: AnchorConfig<Kind>,
    context: AdapterContext,
  ): Promise<AnchorCheck>;
};

/** The other side has seen a log that ours does not continue: a restored backup or a rewritten history. Critical at once. */
export class OtherHistory extends AppError {
  constructor(message: string) {
    super('conflict', message);
  }
}

export const anchorFault = (message: string) => new AppError('unavailable', message);

/** The note's text without signature lines: what time stamps and cosignatures are over. */
export function textOf({ note }: AnchoredCheckpoint): string {
  const opened = openNote(note);
  if (!opened) throw new AppError('internal', 'The stored checkpoint is not a signed note');
  return opened.text;
}

/** Clocks of others may be a little off; far off they prove nothing. */
export const MOST_CLOCK_DIFFERENCE_MS = 10 * 60_000;

export const isNear = (time: Date, now: Date): boolean =>
  Math.abs(time.getTime() - now.getTime()) <= MOST_CLOCK_DIFFERENCE_MS;
