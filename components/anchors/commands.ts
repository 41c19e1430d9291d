import type { AnchorView } from '@/lib/anchors/contract';
import type { Failure, Result } from '@/lib/core/result';

type Receipt = { event: { eventId: string; seq: number | null } };
type Command<Output> = (input: unknown) => Promise<Result<Output & Receipt>>;

export type Saved = { id: string; version: number };
export type Tested = { confirmed: boolean; size: number; message: string };

/** The commands of the domain, as the page hands them in. */
export type AnchorCommands = {
  create: Command<Saved>;
  update: Command<Saved>;
  setEnabled: Command<Saved>;
  remove: Command<{ id: string }>;
  test: Command<Tested>;
};

export type Named = Pick<AnchorView, 'id' | 'name'>;

const LOST: Failure = {
  ok: false,
  code: 'unavailable',
  message: 'The server did not answer. It is not known whether this took effect; the list shows what stands.',
  fields: {},
  requestId: null,
  retryable: true,
};

/** An action whose answer got lost is a failure like any other. */
export const call = <Output>(command: Command<Output>, input: unknown): Promise<Result<Output & Receipt>> =>
  command(input).catch(() => LOST);
