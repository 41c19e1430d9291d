import type { Clock } from '@/lib/core/clock';
import { type AppError, isAppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { CATALOGUE, type EventDraft, recordEvents } from '@/lib/ledger';
import { log } from '@/lib/log';
import type { Command } from './define-command';
import { RefusalCounter } from './refusal-counter';

/** What a refusal needs to know of what was refused. */
export type Refused = Pick<Command, 'event'> & { name: string };

const counter = new RefusalCounter();

const DENIALS = new Set(['forbidden', 'unauthenticated', 'rate_limited']);

export const isDenial = (error: unknown): boolean => isAppError(error) && DENIALS.has(error.code);

function draftOf(command: Refused, actor: string, error: AppError, count: number): EventDraft {
  // An event that is itself the failure of something needs no other word for it.
  const denied = isDenial(error) && !command.event.endsWith('_failed');
  const fields = Object.keys(error.fields);
  const times = count > 1 ? ` (${count} times)` : '';
  return {
    name: command.event,
    status: denied ? 'denied' : 'failure',
    ...(CATALOGUE[command.event].severity === 'info' && { severity: 'low' as const }),
    reason: { code: error.code, message: error.message },
    summary: `${actor} ${denied ? 'was not allowed to' : 'failed to'} ${CATALOGUE[command.event].attempt}${times}: ${error.message}.`,
    // The names of fields, never what stood in them.
    details: { command: command.name, ...(fields.length > 0 && { fields }), ...(count > 1 && { count }) },
  };
}

async function write(command: Refused, caller: Caller, error: AppError, count: number, now: Date): Promise<void> {
  const context = { actor: caller.actor, source: caller.source, session: caller.session ?? undefined, now };
  try {
    await recordEvents([draftOf(command, caller.actor.name, error, count)], context);
  } catch (cause) {
    log().error({ reason: String(cause), command: command.name, count }, 'a refusal could not be recorded');
  }
}

/** Every refusal is an event of its own, after the transaction that it ended. An error that is not ours says nothing a stranger may read. */
export async function recordRefusal(command: Refused, caller: Caller, error: unknown, clock: Clock): Promise<void> {
  if (!isAppError(error) || error.code === 'unavailable' || error.code === 'internal') return;
  const now = clock.now();
  const source = `${caller.source.ip ?? caller.actor.name} ${command.event}`;
  const later = (count: number) => void write(command, caller, error, count, clock.now());
  if (!isDenial(error) || counter.admit(source, now, later)) await write(command, caller, error, 1, now);
}
