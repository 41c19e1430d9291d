import type { z } from 'zod';
import { type Clock, systemClock } from '@/lib/core/clock';
import { AppError, ERROR_CODES, isAppError } from '@/lib/core/errors';
import type { Result } from '@/lib/core/result';
import { inTransaction, mapDatabaseError } from '@/lib/db';
import { type Caller, isAllowed } from '@/lib/identity';
import {
  acknowledge,
  appendRecords,
  type BuiltRecord,
  buildRecord,
  getWriter,
  type Receipt,
  waitUntilSealed,
} from '@/lib/ledger';
import { log } from '@/lib/log';
import type { Command, Outcome } from './define-command';
import { withEffects } from './effects';
import { recordRefusal } from './refusals';

/** The receipt, and the number once it is sealed. */
export type EventReference = Receipt & { seq: number | null };
export type Executed<Output> = Output & { event: EventReference };

type Options = { clock?: Clock };

function checkPermission(command: Command, caller: Caller): void {
  if (command.permission === 'public') return;
  const isMachine = caller.actor.type === 'system' || caller.actor.type === 'scheduler';
  if (command.permission === 'machine' ? isMachine : isAllowed(caller.roles, command.permission)) return;
  if (caller.actor.type === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this');
  throw new AppError('forbidden', 'Your role does not allow this');
}

function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(
    parsed.error.issues.map((issue) => [issue.path.map(String).join('.') || 'input', issue.message]).reverse(),
  );
  throw new AppError('invalid_input', 'Something in the form needs another look', fields);
}

async function commit<Output extends object>(
  command: Command<z.ZodType, Output>,
  caller: Caller,
  input: unknown,
  clock: Clock,
): Promise<{ result: Output; built: BuiltRecord[] }> {
  const prepared = await command.prepare?.({ caller, clock }, input);
  // Asked for now: the first event of a process fetches its key from the keeper, and a transaction must not wait for that.
  await getWriter();
  return inTransaction(async (tx) => {
    const outcome: Outcome<Output> = await command.run(tx, { caller, clock }, input, prepared);
    const [first, ...children] = await withEffects(tx, [outcome.event, ...(outcome.children ?? [])]);
    if (!first) throw new AppError('internal', `${command.name} left no event`);
    const { actor, session } = outcome.as ?? caller;
    const context = { actor, source: caller.source, session: session ?? undefined, now: clock.now() };
    const parent = buildRecord(first, context);
    const built = [
      parent,
      ...children.map((child) =>
        buildRecord({ ...child, trigger: { ...child.trigger, parentEventId: parent.eventId } }, context),
      ),
    ];
    await appendRecords(tx, built);
    return { result: outcome.result, built };
  });
}

/** The change is committed: a database that fails from here on must not make it look refused. */
async function sealedNumber(eventId: string): Promise<number | null> {
  try {
    return (await waitUntilSealed([eventId])).get(eventId) ?? null;
  } catch (error) {
    log().warn({ reason: String(error), eventId }, 'an event was accepted, and whether it is sealed could not be seen');
    return null;
  }
}

/** Permission, input, change and event in one transaction, acknowledgement: in this order, for every caller alike. */
export async function run<Schema extends z.ZodType, Output extends object>(
  command: Command<Schema, Output>,
  caller: Caller,
  input: unknown,
  { clock = systemClock }: Options = {},
): Promise<Executed<Output>> {
  try {
    checkPermission(command, caller);
    const { result, built } = await commit(command, caller, parseInput(command.input, input), clock);
    const [receipt] = acknowledge(built);
    if (!receipt) throw new AppError('internal', `${command.name} left no receipt`);
    const seq = command.waitsForSeal ? await sealedNumber(receipt.eventId) : null;
    return { ...result, event: { ...receipt, seq } };
  } catch (error) {
    await recordRefusal(command, caller, error, clock);
    throw error;
  }
}

/** The same, with errors as values: what actions and routes hand to the browser. Nothing internal shows in the message. */
export async function execute<Schema extends z.ZodType, Output extends object>(
  command: Command<Schema, Output>,
  caller: Caller,
  input: unknown,
  options: Options = {},
): Promise<Result<Executed<Output>>> {
  try {
    return { ok: true, value: await run(command, caller, input, options) };
  } catch (error) {
    return toFailure(error, caller.source.requestId ?? null);
  }
}

export function toFailure(error: unknown, requestId: string | null) {
  if (!isAppError(error))
    log().error(
      { reason: error instanceof Error ? (error.stack ?? error.message) : String(error), requestId },
      'a request failed',
    );
  const mapped = mapDatabaseError(error);
  const known = isAppError(mapped)
    ? mapped
    : new AppError('internal', 'Something went wrong here; nothing was changed');
  return {
    ok: false as const,
    code: known.code,
    message: known.message,
    fields: known.fields,
    requestId,
    retryable: ERROR_CODES[known.code].retryable,
  };
}
