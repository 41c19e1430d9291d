import { addressKey } from '@/lib/core/addresses';
import type { Clock } from '@/lib/core/clock';
import { AppError, isAppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { CATALOGUE, type EventDraft, recordEvents } from '@/lib/ledger';
import { log } from '@/lib/log';
import type { Command } from './define-command';
import { RefusalCounter } from './refusal-counter';

/** What a refusal needs to know of what was refused. */
export type Refused = Pick<Command, 'event'> & { name: string };

// Next keeps several module graphs in one process; they count together, and whoever ends the process reaches them.
const shared = globalThis as { chainwardRefusals?: RefusalCounter };
const counter = (): RefusalCounter => (shared.chainwardRefusals ??= new RefusalCounter());

/** Before a process ends: what its counter has held back is told now, not at the end of a minute that it does not live to see. */
export const flushRefusals = (): Promise<void> => counter().flush();

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

/** What a fault of ours is called where others read it; its trace is in the log. */
const internal = () => new AppError('internal', 'Something went wrong here');

/** Every refusal is an event of its own, after the transaction that it ended. An error that is not ours says nothing a stranger may read. */
export async function recordRefusal(command: Refused, caller: Caller, error: unknown, clock: Clock): Promise<void> {
  const known = isAppError(error) && error.code !== 'internal' ? error : internal();
  if (known.code === 'unavailable') return;
  const now = clock.now();
  const isStranger = caller.actor.type === 'anonymous';
  if (!isStranger && !isDenial(known)) return write(command, caller, known, 1, now);
  // Of strangers everything is counted together, whatever account they try: the number of accounts is theirs to choose.
  const who = isStranger ? 'anonymous' : caller.actor.id;
  const teller = isStranger ? { ...caller, actor: { ...caller.actor, name: 'anonymous' } } : caller;
  const later = (count: number) => write(command, teller, known, count, clock.now());
  if (counter().admit(`${addressKey(caller.source.ip ?? '')} ${who} ${command.name} ${known.code}`, now, later)) {
    await write(command, caller, known, 1, now);
  }
}
