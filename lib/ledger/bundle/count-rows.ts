import { createHash } from 'node:crypto';
import { pool } from '@/lib/db';
import type { AuditFilter } from '../contract';
import { filterSql } from '../queries/filter-sql';

const WINDOW = 50_000;

export type Counted = { count: number; sha256: string };

/** How many events match from `from` up to, not including, `to`, and the SHA-256 over their leaf hashes: all that a first pass needs. */
export async function countRows(
  filter: AuditFilter,
  from: number,
  to: number,
  stop: () => void = () => undefined,
): Promise<Counted> {
  const leaves = createHash('sha256');
  let count = 0;
  const conditions = await filterSql(filter);
  for (let at = from; conditions && at < to; at += WINDOW) {
    stop();
    const { rows } = await pool().query<{ count: number; leaves: Buffer | null }>(
      `SELECT count(*)::integer AS count, string_agg(leaf_hash, ''::bytea ORDER BY seq) AS leaves FROM audit_event
       WHERE seq >= $1 AND seq < $2 ${conditions.where}`,
      [at, Math.min(at + WINDOW, to), ...conditions.values],
    );
    count += rows[0]?.count ?? 0;
    if (rows[0]?.leaves) leaves.update(rows[0].leaves);
  }
  return { count, sha256: leaves.digest('hex') };
}
