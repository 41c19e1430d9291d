import { canonicalize } from '@/lib/core/canonical-json';
import { cellText } from './cell-text';
import type { Envelope } from './envelope';

export { cellText, escapeCell, MOST_CHARACTERS, needsQuote, unescapeCell } from './cell-text';

export type Column = { id: string; header: string; width: number; kind: 'text' | 'time' | 'number'; hidden?: boolean };
export type CellValue = string | number | Date | null;

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

const hidden = (id: string, header: string): Column => ({ ...column(id, header, 12), hidden: true });

export const RECORD_CHUNK = 32_000;
/** Three of them hold the longest record there can be, 64 KiB, as base64url. */
export const RECORD_COLUMNS = 3;
export const ROWS_A_SHEET = 1_000_000;

/** A sheet of events from left to right: what the writer writes and the verifier expects. */
export const SHEET_COLUMNS: readonly Column[] = [
  column('seq', 'Seq', 12, 'number'),
  ...COLUMNS,
  column('sealedAt', 'Sealed at (UTC)', 24, 'time'),
  hidden('sealedMicros', 'Sealed µs'),
  hidden('prev', 'Previous hash'),
  ...Array.from({ length: RECORD_COLUMNS }, (_, at) =>
    at === 0 ? hidden('record', 'Record') : hidden(`record${at + 1}`, `Record ${at + 1}`),
  ),
];

/** Counted from 0. */
export const eventsSheet = (number: number): string => (number === 0 ? 'Events' : `Events ${number + 1}`);
export const VERIFY_SHEET = 'Verify';
/** In a cell of the sheet `Verify`: 32,000 characters of hex. */
export const HASHES_A_CELL = 500;

/** Taken apart once: a big export asks for them fifty million times. */
const PATHS = new Map(COLUMNS.map(({ id }) => [id, id.split('.')]));

function valueAt(envelope: Envelope, path: string): unknown {
  let value: unknown = envelope;
  for (const name of PATHS.get(path) ?? path.split('.'))
    value = value && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}

const RECORD_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}Z$/;

/** To the millisecond, the rest cut and not rounded. Null for what is no time or what no sheet can show as one. */
function dateOf(value: string): Date | null {
  const toMillis = RECORD_TIME.exec(value)?.[1];
  const date = toMillis ? new Date(`${toMillis}Z`) : null;
  return date && !Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 1901 ? date : null;
}

/** What stands in a cell. A time is a real date to the millisecond; the record keeps its microseconds. */
export function cell(envelope: Envelope, { id, kind }: Column): CellValue {
  const value = valueAt(envelope, id);
  if (value === undefined || value === null) return null;
  const date = kind === 'time' && typeof value === 'string' ? dateOf(value) : null;
  if (date) return date;
  if (kind === 'number' && typeof value === 'number') return value;
  return cellText(typeof value === 'string' ? value : canonicalize(value));
}

/** `record` in base64url, `prev` in hex, `micros` in decimal. */
export type SheetRow = { seq: number; micros: string; prev: string; record: string; envelope: Envelope };

/** A row of a sheet of events, value by value for SHEET_COLUMNS; its texts still need escapeCell. */
export function rowCells({ seq, micros, prev, record, envelope }: SheetRow): CellValue[] {
  return [
    seq,
    ...COLUMNS.map((each) => cell(envelope, each)),
    new Date(Math.floor(Number(micros) / 1000)),
    micros,
    prev,
    ...Array.from(
      { length: RECORD_COLUMNS },
      (_, at) => record.slice(at * RECORD_CHUNK, (at + 1) * RECORD_CHUNK) || null,
    ),
  ];
}

const DAY_MS = 86_400_000;
const DAYS_TO_1970 = 25_569;
const DAYS_TO_1904 = 1_462;

/** A sheet counts days since 1899-12-30, or, in files of old Macintosh programs, since 1904. */
export const toSerial = (date: Date): number => date.getTime() / DAY_MS + DAYS_TO_1970;

/** Milliseconds since 1970, rounded: a program that saves again may change the last digits. */
export const fromSerial = (serial: number, since1904 = false): number =>
  Math.round((serial + (since1904 ? DAYS_TO_1904 : 0) - DAYS_TO_1970) * DAY_MS);
