import { pool } from '@/lib/db';
import { STORED_COLUMNS, type StoredRow } from './read-row';

/** Whatever was sealed above a number, oldest first and without a gap: what is committed in the log is sealed. One query. */
export async function listSealed(after: number, limit: number): Promise<StoredRow[]> {
  const { rows } = await pool().query<StoredRow>({
    name: 'chainward-list-sealed',
    text: `SELECT ${STORED_COLUMNS} FROM audit_event WHERE seq > $1 ORDER BY seq LIMIT $2`,
    values: [after, limit],
  });
  return rows;
}
