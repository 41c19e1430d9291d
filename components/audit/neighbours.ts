import type { AuditRow } from '@/lib/ledger/contract';

export type Neighbours = { newer: number | null; older: number | null };

/** Along the list when the event stands in it; else, without a filter, along the ledger itself. */
export function neighboursOf(rows: readonly AuditRow[], seq: number, filtered: boolean, size: number): Neighbours {
  const at = rows.findIndex((row) => row.seq === seq);
  if (at >= 0) return { newer: rows[at - 1]?.seq ?? null, older: rows[at + 1]?.seq ?? null };
  if (filtered) return { newer: null, older: null };
  return { newer: seq + 1 < size ? seq + 1 : null, older: seq > 0 && size > 0 ? Math.min(seq, size) - 1 : null };
}
