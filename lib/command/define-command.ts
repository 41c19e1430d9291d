import type { z } from 'zod';
import type { Clock } from '@/lib/core/clock';
import type { GovernedTable, Transaction } from '@/lib/db';
import type { Caller, Permission } from '@/lib/identity';
import type { EventDraft, EventName } from '@/lib/ledger';

/** A governed row that a command changed. The digest of what it became is read from the database, not told. */
export type Touched = { table: GovernedTable; key: string };

/** `effects` may be left empty only by events that change no governed row. */
export type CommandEvent = Omit<EventDraft, 'effects'> & { effects: readonly Touched[] };

export type CommandContext = { caller: Caller; clock: Clock };

export type Outcome<Output extends object> = {
  result: Output;
  event: CommandEvent;
  /** Who the caller turned out to be, for commands that find that out: from then on the events are his. */
  as?: Pick<Caller, 'actor' | 'session'>;
  /** Bulk actions leave one event an object; the first is their parent. */
  children?: readonly CommandEvent[];
};

export type Command<Schema extends z.ZodType = z.ZodType, Output extends object = object, Prepared = unknown> = {
  name: `${string}.${string}`;
  /** The event that a refusal or failure of this command is recorded under. */
  event: EventName;
  /** `public` is for what must work before anybody is known, and `machine` for what no request may ask. */
  permission: Permission | 'public' | 'machine';
  input: Schema;
  /** Answers only after its event is sealed, so that "done" is provable when it is read. */
  waitsForSeal?: boolean;
  /** What takes time and changes nothing (a slow hash, a look at another system): done before the transaction, which must be short. */
  prepare?(context: CommandContext, input: z.output<Schema>): Promise<Prepared>;
  run(tx: Transaction, context: CommandContext, input: z.output<Schema>, prepared: Prepared): Promise<Outcome<Output>>;
};

/** The one way to change anything: without an event it does not compile. */
export const defineCommand = <Schema extends z.ZodType, Output extends object, Prepared = undefined>(
  command: Command<Schema, Output, Prepared>,
): Command<Schema, Output, Prepared> => command;
