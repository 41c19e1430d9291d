import { pool } from '@/lib/db';
import { type AuditFilter, type AuditPage, PAGE_SIZE } from '../contract';
import { filterSql } from './filter-sql';
import { STORED_COLUMNS, type StoredRow, toAuditRow } from './read-row';

const FIRST_STEP = 10_000;
const LARGEST_STEP = 200_000;
const BUDGET_MS = 400;

async function headSize(): Promise<number> {
  const { rows } = await pool().query<{ size: string }>('SELECT size FROM ledger_head');
  return Number(rows[0]?.size ?? 0);
}

/**
 * A page of the log, newest first, below `before`. A filter that matches little is looked for in growing steps and for a limited
 * time; the answer says how far it looked, so that the reader can go on searching instead of waiting.
 */
export async function listEvents({
  filter,
  before,
  limit = PAGE_SIZE,
}: {
  filter: AuditFilter;
  before?: number | undefined;
  limit?: number;
}): Promise<AuditPage> {
  const head = await headSize();
  const conditions = await filterSql(filter);
  let to = Math.min(before ?? head, head);
  if (!conditions) return { rows: [], next: null, searchedTo: 0, head };
  const rows: StoredRow[] = [];
  const deadline = Date.now() + BUDGET_MS;
  for (
    let step = conditions.where ? FIRST_STEP : head;
    to > 0 && rows.length < limit && Date.now() < deadline;
    step = Math.min(step * 2, LARGEST_STEP)
  ) {
    const from = Math.max(0, to - step);
    const found = await pool().query<StoredRow>(
      `SELECT ${STORED_COLUMNS} FROM audit_event WHERE seq >= $1 AND seq < $2 ${conditions.where} ORDER BY seq DESC LIMIT ${limit - rows.length}`,
      [from, to, ...conditions.values],
    );
    rows.push(...found.rows);
    to = rows.length < limit ? from : Number(rows.at(-1)?.seq ?? from);
  }
  return { rows: rows.map((row) => toAuditRow(row)), next: to > 0 ? to : null, searchedTo: to, head };
}

/** What was sealed from `after` on (excluding it), oldest first; for live tails and exports. `upTo` is how far it looked. */
export async function listEventsAfter(filter: AuditFilter, after: number, limit: number, until?: number) {
  const head = Math.min(await headSize(), until ?? Number.MAX_SAFE_INTEGER);
  const to = Math.min(head, after + 1 + LARGEST_STEP);
  const conditions = await filterSql(filter);
  if (!conditions) return { stored: [], upTo: head - 1 };
  const { rows } = await pool().query<StoredRow>(
    `SELECT ${STORED_COLUMNS} FROM audit_event WHERE seq >= $1 AND seq < $2 ${conditions.where} ORDER BY seq LIMIT ${limit}`,
    [after + 1, to, ...conditions.values],
  );
  return { stored: rows, upTo: rows.length === limit ? Number(rows.at(-1)?.seq) : to - 1 };
}
