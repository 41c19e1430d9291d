import { canonicalize } from '@/lib/core/canonical-json';
import type { Envelope } from './envelope';

export type Column = { id: string; header: string; width: number; kind: 'text' | 'time' | 'number' };

/** Excel's own limit for the text of a cell. */
const MOST_CHARACTERS = 32_767;
const CUT = '… whole in Record';

const column = (id: string, header: string, width: number, kind: Column['kind'] = 'text'): Column => ({
  id,
  header,
  width,
  kind,
});

/** Every field of the envelope, in a column of its own; lists and free objects as JSON. */
export const COLUMNS: readonly Column[] = [
  column('occurredAt', 'Occurred at (UTC)', 24, 'time'),
  column('status', 'Status', 10),
  column('severity', 'Severity', 10),
  column('module', 'Module', 14),
  column('activity', 'Activity', 22),
  column('summary', 'Summary', 60),
  column('actor.name', 'Actor', 22),
  column('actor.type', 'Actor type', 11),
  column('actor.id', 'Actor id', 38),
  column('actor.email', 'Actor e-mail', 26),
  column('actor.roles', 'Actor roles', 16),
  column('actor.method', 'Signed in by', 12),
  column('actor.certificate', 'Actor certificate', 20),
  column('actor.tokenPrefix', 'Actor token', 12),
  column('actor.onBehalfOf', 'On behalf of', 16),
  column('targets', 'Targets', 40),
  column('reason.code', 'Reason', 16),
  column('reason.message', 'Reason in words', 40),
  column('source.ip', 'Address', 18),
  column('source.userAgent', 'User agent', 30),
  column('source.method', 'Method', 8),
  column('source.path', 'Path', 26),
  column('source.requestId', 'Request', 38),
  column('source.tlsVersion', 'TLS', 9),
  column('source.cipher', 'Cipher', 24),
  column('session.id', 'Session', 38),
  column('session.startedAt', 'Session began (UTC)', 24, 'time'),
  column('trigger.cause', 'Cause', 16),
  column('trigger.jobId', 'Job', 16),
  column('trigger.parentEventId', 'Parent event', 38),
  column('certificate', 'Certificate', 40),
  column('endpoint', 'Endpoint', 30),
  column('policy', 'Policy', 24),
  column('approval', 'Approval', 20),
  column('changes.before', 'Before', 40),
  column('changes.after', 'After', 40),
  column('details', 'Details', 40),
  column('effects', 'Effects', 40),
  column('claims', 'Claims', 30),
  column('class', 'Class', 15),
  column('recordedAt', 'Recorded at (UTC)', 24, 'time'),
  column('id', 'Event id', 38),
  column('v', 'Version', 8, 'number'),
];

// What XML 1.0 cannot hold, and DEL, which Excel drops.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;

/** What a text looks like in a cell, before Excel's own escaping: nothing lost that the Record column does not hold. */
export function cellText(value: string): string {
  const shown = value.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
  return shown.length > MOST_CHARACTERS ? shown.slice(0, MOST_CHARACTERS - CUT.length).toWellFormed() + CUT : shown;
}

function valueAt(envelope: Envelope, path: string): unknown {
  let value: unknown = envelope;
  for (const name of path.split('.'))
    value = value && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}

/** What stands in a cell. A time is a real date to the millisecond; the record keeps its microseconds. */
export function cell(envelope: Envelope, { id, kind }: Column): string | number | Date | null {
  const value = valueAt(envelope, id);
  if (value === undefined || value === null) return null;
  if (kind === 'time' && typeof value === 'string') return new Date(value);
  if (kind === 'number' && typeof value === 'number') return value;
  return cellText(typeof value === 'string' ? value : canonicalize(value));
}
