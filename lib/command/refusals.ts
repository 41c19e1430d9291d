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

function draftOf(command: Refused, error: AppError, count: number): EventDraft {
  const denied = isDenial(error);
  const label = CATALOGUE[command.event].label;
  const fields = Object.keys(error.fields);
  return {
    name: command.event,
    status: denied ? 'denied' : 'failure',
    severity: denied ? 'medium' : 'low',
    reason: { code: error.code, message: error.message },
    summary: `${denied ? 'Refused' : 'Failed'}: ${label.toLowerCase()} (${error.message}).`,
    // The names of fields, never what stood in them.
    details: { command: command.name, ...(fields.length > 0 && { fields }), ...(count > 1 && { count }) },
  };
}

/** Every refusal is an event of its own, after the transaction that it ended. An error that is not ours says nothing a stranger may read. */
export async function recordRefusal(command: Refused, caller: Caller, error: unknown, clock: Clock): Promise<void> {
  if (!isAppError(error) || error.code === 'unavailable' || error.code === 'internal') return;
  const count = isDenial(error)
    ? counter.count(`${caller.source.ip ?? caller.actor.name} ${command.event}`, clock.now())
    : 1;
  if (count === 0) return;
  try {
    await recordEvents([draftOf(command, error, count)], {
      actor: caller.actor,
      source: caller.source,
      session: caller.session ?? undefined,
      now: clock.now(),
    });
  } catch (cause) {
    log().error({ reason: String(cause), command: command.name }, 'a refusal could not be recorded');
  }
}
