import { microsToRecordTime } from '@/lib/core/time';
import type { AuditRow } from '../contract';
import type { Envelope } from '../envelope';

/** What lists need of an event, as the database gives it. */
export type StoredRow = { seq: string; event_id: string; record: Buffer; micros: string };

export const STORED_COLUMNS =
  'audit_event.seq, event_id, record, (extract(epoch FROM audit_event.sealed_at) * 1000000)::bigint AS micros';

/** Shown in a damaged record's place: one of them must not take away the view of all others. */
const DAMAGED: Envelope = {
  v: 1,
  id: '00000000-0000-7000-8000-000000000000',
  occurredAt: '1970-01-01T00:00:00.000000Z',
  recordedAt: '1970-01-01T00:00:00.000000Z',
  module: 'audit',
  activity: 'damaged',
  class: 'system',
  status: 'failure',
  severity: 'critical',
  summary: 'This record is damaged: verify the ledger',
  actor: { type: 'system', name: 'unknown', method: 'none' },
};

const NEEDED = ['id', 'occurredAt', 'recordedAt', 'module', 'activity', 'status', 'severity', 'summary'] as const;

const isWhole = (value: Partial<Envelope> | null): value is Envelope =>
  NEEDED.every((name) => typeof value?.[name] === 'string') && typeof value?.actor?.name === 'string';

/** The record is the truth; filter columns only find it. It was checked when it was sealed, so it is not parsed by schema again. */
export function envelopeOf(record: Buffer): Envelope {
  try {
    const value = JSON.parse(record.toString('utf8')) as Partial<Envelope> | null;
    return isWhole(value) ? value : DAMAGED;
  } catch {
    return DAMAGED;
  }
}

export function toAuditRow(stored: StoredRow, envelope: Envelope = envelopeOf(stored.record)): AuditRow {
  const { type, id, name } = envelope.actor;
  return {
    seq: Number(stored.seq),
    eventId: stored.event_id,
    occurredAt: envelope.occurredAt,
    sealedAt: microsToRecordTime(BigInt(stored.micros)),
    module: envelope.module,
    activity: envelope.activity,
    status: envelope.status,
    severity: envelope.severity,
    summary: envelope.summary,
    actor: { type, name, ...(id !== undefined && { id }) },
    target: envelope.targets?.[0] ?? null,
    ip: envelope.source?.ip ?? null,
  };
}
