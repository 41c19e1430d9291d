import { timingSafeEqual } from 'node:crypto';
import { effectKeys } from '../build-record';
import { isKeepersOwn } from '../catalogue';
import { Envelope } from '../envelope';
import { MAX_RECORD_BYTES, parseRecord, recordDigest } from '../format/record';
import { macOf } from '../writer';

export type InboxRow = {
  xid: string;
  position: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  writer: string;
  mac: Buffer;
  effects: string[] | null;
  /** The record's whole length; of one that is too long the rest was not fetched, but its digest computed. */
  bytes: number;
  large_digest: Buffer | null;
};

/** The digest of the bytes as they lie there, whatever the row claims. */
export const digestOf = (row: InboxRow): Buffer => row.large_digest ?? recordDigest(row.record);

export type Examined = { ok: true; envelope: Envelope } | { ok: false; problem: ForgeryReason };

export const FORGERY_REASONS = {
  mac: 'its mac is not the writer’s',
  digest: 'its digest is not its record’s',
  size: 'it is larger than a record may be',
  form: 'its bytes are not in canonical form',
  schema: 'it is no event of a known schema',
  id: 'it bears another id than its record',
  keeper: 'it says what the keeper alone does',
  effects: 'it names other changed rows than its record',
  reused: 'its id was sealed before with other bytes',
} as const;
export type ForgeryReason = keyof typeof FORGERY_REASONS;

const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

/** Whether a row of the inbox is what a writer put there: nothing else becomes an event. */
export function examine(row: InboxRow, keyOf: (writer: string) => Buffer): Examined {
  const bad = (problem: ForgeryReason): Examined => ({ ok: false, problem });
  if (!same(macOf(keyOf(row.writer), row.digest), row.mac)) return bad('mac');
  if (!same(digestOf(row), row.digest)) return bad('digest');
  if (row.bytes > MAX_RECORD_BYTES) return bad('size');
  const written = parseRecord(row.record);
  if (!written) return bad('form');
  const parsed = Envelope.safeParse(written.value);
  if (!parsed.success) return bad('schema');
  if (parsed.data.id !== row.event_id) return bad('id');
  if (isKeepersOwn(parsed.data)) return bad('keeper');
  // The column is what let governed rows through at COMMIT, and no mac covers it: it must say what the record says.
  if (!sameList(row.effects ?? [], effectKeys(parsed.data))) return bad('effects');
  return { ok: true, envelope: parsed.data };
}
