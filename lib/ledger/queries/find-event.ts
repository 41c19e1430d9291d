import { pool } from '@/lib/db';
import type { AuditDetail } from '../contract';
import { envelopeOf, STORED_COLUMNS, type StoredRow, toAuditRow } from './read-row';

type Row = StoredRow & {
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  covered: string | null;
  root: Buffer | null;
  signed_at: Date | null;
};

/** One event with everything that ties it to its neighbours and to the first signature above it. */
export async function findEvent(seq: number): Promise<AuditDetail | null> {
  const { rows } = await pool().query<Row>(
    `SELECT ${STORED_COLUMNS}, digest, prev, leaf_hash, c.size::text AS covered, c.root, c.signed_at
     FROM audit_event LEFT JOIN LATERAL (
       SELECT s.size, s.root, s.signed_at FROM ledger_checkpoint s JOIN ledger_head h ON h.origin = s.origin
       WHERE s.size > audit_event.seq ORDER BY s.size LIMIT 1) AS c ON true
     WHERE seq = $1`,
    [seq],
  );
  const row = rows[0];
  if (!row) return null;
  const envelope = envelopeOf(row.record);
  return {
    row: toAuditRow(row, envelope),
    envelope,
    record: row.record.toString('utf8'),
    digest: row.digest.toString('hex'),
    prev: row.prev.toString('hex'),
    leafHash: row.leaf_hash.toString('hex'),
    checkpoint:
      row.covered && row.root && row.signed_at
        ? { size: Number(row.covered), root: row.root.toString('base64'), signedAt: row.signed_at.toISOString() }
        : null,
  };
}
