import { isAppError } from '@/lib/core/errors';
import { type BuiltRecord, sealable } from './build-record';
import { CATALOGUE, isEventName, isKeepersOwn } from './catalogue';
import { Envelope } from './envelope';

type Refusal = { outcome: 'invalid'; eventId: string | null; field: string; message: string };
export type ReadEvent = { ok: true; built: BuiltRecord } | { ok: false; refusal: Refusal };

const idOf = (event: unknown): string | null => {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : null;
  return typeof id === 'string' ? id.slice(0, 64).toWellFormed() : null;
};

/** What the schema of an envelope cannot say: the closed list of names, and that rows are accounted for by commands alone. */
function problemOf(envelope: Envelope): { field: string; message: string } | null {
  const name = `${envelope.module}.${envelope.activity}`;
  if (!isEventName(name)) return { field: 'activity', message: `There is no event “${name}” in the catalogue` };
  if (CATALOGUE[name].class !== envelope.class)
    return { field: 'class', message: `${name} is of the class ${CATALOGUE[name].class}` };
  if (isKeepersOwn(envelope)) return { field: 'activity', message: `${name} is for the keeper alone to say` };
  if (envelope.effects) return { field: 'effects', message: 'Only a command accounts for governed rows' };
  return null;
}

/** An event from outside as it would be sealed, or what is wrong with it. */
export function readEvent(event: unknown): ReadEvent {
  const refuse = (field: string, message: string): ReadEvent => ({
    ok: false,
    refusal: { outcome: 'invalid', eventId: idOf(event), field, message },
  });
  const parsed = Envelope.safeParse(event);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(issue?.path.map(String).join('.') || 'event', issue?.message ?? 'is invalid');
  }
  const problem = problemOf(parsed.data);
  if (problem) return refuse(problem.field, problem.message);
  try {
    return { ok: true, built: sealable(parsed.data) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return refuse(Object.keys(error.fields)[0] ?? 'event', error.message);
  }
}
