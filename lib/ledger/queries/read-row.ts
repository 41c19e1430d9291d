import { microsToRecordTime } from '@/lib/core/time';
import type { AuditRow } from '../contract';
import type { Envelope } from '../envelope';

/** What lists need of an event, as the database gives it. */
export type StoredRow = { seq: string; event_id: string; record: Buffer; micros: string };

export const STORED_COLUMNS =
  'audit_event.seq, event_id, record, (extract(epoch FROM audit_event.sealed_at) * 1000000)::bigint AS micros';

/** The record is the truth; filter columns only find it. It was checked when it was sealed, so it is not parsed by schema again. */
export const envelopeOf = (record: Buffer): Envelope => JSON.parse(record.toString('utf8')) as Envelope;

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
