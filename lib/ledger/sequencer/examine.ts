import { timingSafeEqual } from 'node:crypto';
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
};

export type Examined = { ok: true; envelope: Envelope } | { ok: false; problem: ForgeryReason };

export const FORGERY_REASONS = {
  mac: 'its mac is not the writer’s',
  digest: 'its digest is not its record’s',
  size: 'it is larger than a record may be',
  form: 'its bytes are not in canonical form',
  schema: 'it is no event of a known schema',
  id: 'it bears another id than its record',
  reused: 'its id was sealed before with other bytes',
} as const;
export type ForgeryReason = keyof typeof FORGERY_REASONS;

const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether a row of the inbox is what a writer put there: nothing else becomes an event. */
export function examine(row: InboxRow, keyOf: (writer: string) => Buffer): Examined {
  const bad = (problem: ForgeryReason): Examined => ({ ok: false, problem });
  if (!same(macOf(keyOf(row.writer), row.digest), row.mac)) return bad('mac');
  if (!same(recordDigest(row.record), row.digest)) return bad('digest');
  if (row.record.length > MAX_RECORD_BYTES) return bad('size');
  const written = parseRecord(row.record);
  if (!written) return bad('form');
  const parsed = Envelope.safeParse(written.value);
  if (!parsed.success) return bad('schema');
  return parsed.data.id === row.event_id ? { ok: true, envelope: parsed.data } : bad('id');
}
