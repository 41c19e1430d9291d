import { describe, expect, it } from 'vitest';
import { canonicalize } from '@/lib/core/canonical-json';
import { buildRecord } from '../build-record';
import { MAX_RECORD_BYTES, recordDigest } from '../format/record';
import { macOf } from '../writer';
import { examine, FORGERY_REASONS, type ForgeryReason, type InboxRow } from './examine';

const KEY = Buffer.alloc(32, 7);
const keyOf = (writer: string) => (writer === 'web-1' ? KEY : Buffer.alloc(32));
const built = buildRecord(
  { name: 'system.started', summary: 'It began.' },
  { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date('2026-11-20T08:15:30Z') },
);

/** A row as its writer would make it of any bytes whatever: only what the bytes say can be wrong with it. */
function signed(record: Buffer, eventId = built.eventId): InboxRow {
  const digest = recordDigest(record);
  const mac = macOf(KEY, digest);
  const rest = { effects: [], bytes: record.length, large_digest: null };
  return { xid: '1', position: '1', event_id: eventId, record, digest, writer: 'web-1', mac, ...rest };
}
const good = signed(built.record);
const written = (changes: object) => signed(Buffer.from(canonicalize({ ...built.envelope, ...changes })));
const flipped = (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte)));

describe('examine', () => {
  it('takes what a writer put there', () => {
    expect(examine(good, keyOf)).toEqual({ ok: true, envelope: built.envelope });
  });

  const cases: [string, InboxRow, ForgeryReason][] = [
    ['another mac', { ...good, mac: flipped(good.mac) }, 'mac'],
    ['a short mac', { ...good, mac: good.mac.subarray(1) }, 'mac'],
    ['no mac', { ...good, mac: Buffer.alloc(0) }, 'mac'],
    ['effects that its record does not name', { ...good, effects: ['users:1'] }, 'effects'],
    ['another writer', { ...good, writer: 'web-2' }, 'mac'],
    ['an edited digest', { ...good, digest: flipped(good.digest) }, 'mac'],
    ['an edited record', { ...good, record: Buffer.from(good.record.toString().replace('began', 'ended')) }, 'digest'],
    ['record and digest edited', { ...signed(Buffer.from('{}')), mac: good.mac }, 'mac'],
    ['too many bytes', signed(Buffer.from(`{"a":"${'x'.repeat(MAX_RECORD_BYTES)}"}`)), 'size'],
    ['members out of order', signed(Buffer.from('{"b":1,"a":1}')), 'form'],
    ['no JSON', signed(Buffer.from('hello')), 'form'],
    ['bytes that are not UTF-8', signed(Buffer.from([0x22, 0xff, 0x22])), 'form'],
    ['no bytes', signed(Buffer.alloc(0)), 'form'],
    ['no event', signed(Buffer.from('{}')), 'schema'],
    ['a field nobody declared', written({ more: 1 }), 'schema'],
    ['another version', written({ v: 2 }), 'schema'],
    ['an impossible day', written({ occurredAt: '2026-02-30T00:00:00.000000Z' }), 'schema'],
    ['a change of keys', written({ module: 'audit', activity: 'key_rotated', class: 'management' }), 'keeper'],
    ['another beginning', written({ module: 'system', activity: 'ledger_started' }), 'keeper'],
    ['another id', signed(built.record, '01900000-0000-7000-8000-000000000001'), 'id'],
  ];

  it.each(cases)('refuses %s', (_name, row, problem) => {
    expect(examine(row, keyOf)).toEqual({ ok: false, problem });
  });

  it('takes it that somebody was refused what the keeper alone does', () => {
    const denied = written({ module: 'audit', activity: 'key_rotated', class: 'management', status: 'denied' });
    expect(examine(denied, keyOf)).toMatchObject({ ok: true });
  });

  it('has a case here for every reason that it can give', () => {
    const tested = new Set(cases.map(([, , problem]) => problem));
    // Whether an id was sealed before is for the sequencer to say.
    const all = Object.keys(FORGERY_REASONS).filter((reason) => reason !== 'reused');
    expect([...tested].sort()).toEqual(all.sort());
  });
});
