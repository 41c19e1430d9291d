import { type BuiltRecord, buildRecord } from '../build-record';
import { digestOf, FORGERY_REASONS, type ForgeryReason, type InboxRow } from './examine';

const KEPT_BYTES = 32 * 1024;

/** What is sealed in place of a row that no writer put there: its first bytes and whole digest, for whoever has to find out. */
export function forgeryRecord(row: InboxRow, problem: ForgeryReason, now: Date): BuiltRecord {
  return buildRecord(
    {
      name: 'audit.forgery_detected',
      status: 'failure',
      reason: { code: `forgery_${problem}`, message: FORGERY_REASONS[problem] },
      summary: `A row waiting to be sealed was not sealed: ${FORGERY_REASONS[problem]}.`,
      details: {
        writer: row.writer.slice(0, 200).toWellFormed(),
        claimedId: row.event_id,
        claimedDigest: row.digest.toString('hex'),
        digest: digestOf(row).toString('hex'),
        bytes: row.bytes,
        record: row.record.subarray(0, KEPT_BYTES).toString('base64'),
      },
    },
    { actor: { type: 'system', name: 'keeper', method: 'none' }, now },
  );
}
