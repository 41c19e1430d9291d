import { pool } from '@/lib/db';
import type { AuditFilter } from '../contract';
import { STATUS } from '../envelope';

export type FilterSql = { where: string; values: unknown[] };

/** Conditions on the filter columns, numbered from $3 on; null when nothing can match. */
export async function filterSql(filter: AuditFilter): Promise<FilterSql | null> {
  const parts: string[] = [];
  const values: unknown[] = [];
  const add = (column: string, numbers: number[]) => {
    values.push(numbers);
    parts.push(`AND ${column} = ANY($${values.length + 2}::smallint[])`);
  };
  if (filter.module.length > 0) {
    const { rows } = await pool().query<{ no: number }>('SELECT no FROM dim_module WHERE name = ANY($1)', [
      filter.module,
    ]);
    if (rows.length === 0) return null;
    add(
      'module',
      rows.map((row) => row.no),
    );
  }
  if (filter.status.length > 0) {
    add(
      'status',
      filter.status.map((status) => STATUS[status]),
    );
    // The partial index leaves success out; the planner needs to read that in so many words.
    if (!filter.status.includes('success')) parts.push('AND status <> 0');
  }
  return { where: parts.join(' '), values };
}
