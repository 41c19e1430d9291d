import type { AuditRow } from '@/lib/ledger/contract';

/** Newest first, each number once; a row never changes, so the first one seen is as good as any. */
export function mergeRows(known: readonly AuditRow[], more: readonly AuditRow[]): readonly AuditRow[] {
  if (more.length === 0) return known;
  const bySeq = new Map([...known, ...more].map((row) => [row.seq, row]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

const MOST = 5000;

/** A page left open for days follows the log without growing: the oldest rows go and can be fetched again. */
export function trimRows(
  rows: readonly AuditRow[],
  most = MOST,
): { rows: readonly AuditRow[]; trimmed: { next: number } | null } {
  const last = rows[most - 1];
  if (rows.length <= most || !last) return { rows, trimmed: null };
  return { rows: rows.slice(0, most), trimmed: { next: last.seq } };
}
