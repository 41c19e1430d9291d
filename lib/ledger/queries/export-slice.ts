import { pool } from '@/lib/db';
import type { AuditFilter } from '../contract';
import { filterSql } from './filter-sql';
import { STORED_COLUMNS, type StoredRow } from './read-row';

const SLICE = 2_000;
const WINDOW = 100_000;
/** Two thousand of the largest records would be more than a process should hold at once. */
const MOST_BYTES = 8 * 1024 * 1024;

export type ExportRow = StoredRow & { prev: Buffer; leaf_hash: Buffer };

/** The next rows above `after` and below `size`, oldest first, in a short statement of its own: a cursor over the log would hold back vacuum. */
export async function exportSlice(
  filter: AuditFilter,
  after: number,
  size: number,
): Promise<{ rows: ExportRow[]; upTo: number }> {
  const conditions = await filterSql(filter);
  if (!conditions) return { rows: [], upTo: size - 1 };
  const to = Math.min(size, after + 1 + WINDOW);
  const { rows } = await pool().query<ExportRow>(
    `SELECT seq, event_id, record, micros, prev, leaf_hash FROM (
       SELECT *, sum(octet_length(record)) OVER (ORDER BY seq) - octet_length(record) AS before FROM (
         SELECT ${STORED_COLUMNS}, prev, leaf_hash FROM audit_event WHERE seq >= $1 AND seq < $2 ${conditions.where} ORDER BY seq LIMIT ${SLICE}
       ) AS next
     ) AS sized WHERE before < ${MOST_BYTES} ORDER BY seq`,
    [after + 1, to, ...conditions.values],
  );
  const bytes = rows.reduce((sum, { record }) => sum + record.length, 0);
  const isCut = rows.length === SLICE || bytes >= MOST_BYTES;
  return { rows, upTo: isCut ? Number(rows.at(-1)?.seq) : to - 1 };
}
