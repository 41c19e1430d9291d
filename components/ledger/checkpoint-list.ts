import type { CheckpointPage, CheckpointRow } from '@/lib/reports/contract/ledger';

/** `further`: older pages were asked for, so somebody reads down there and nothing may move. */
export type CheckpointList = CheckpointPage & { further: boolean; newer: CheckpointRow[] };

export const beginList = (page: CheckpointPage): CheckpointList => ({ ...page, further: false, newer: [] });

export function addOlder(list: CheckpointList, page: CheckpointPage): CheckpointList {
  const last = list.rows.at(-1)?.size ?? Number.POSITIVE_INFINITY;
  return {
    ...list,
    further: true,
    next: page.next,
    rows: [...list.rows, ...page.rows.filter(({ size }) => size < last)],
  };
}

/** The newest page once more: it replaces what stands there, or, while somebody reads further down, is counted and kept. */
export function renew(list: CheckpointList, page: CheckpointPage): CheckpointList {
  if (!list.further) return beginList(page);
  const first = list.rows[0]?.size ?? -1;
  const known = new Map(page.rows.map((row) => [row.size, row]));
  return {
    ...list,
    rows: list.rows.map((row) => known.get(row.size) ?? row),
    newer: page.rows.filter(({ size }) => size > first),
  };
}
