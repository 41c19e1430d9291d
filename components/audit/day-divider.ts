import { formatDay } from '@/components/ui/format';
import type { AuditRow } from '@/lib/ledger/contract';

/** Times carry no date: where the day changes, and above a list that does not begin today, the day is said. */
export function dayDivider(timeZone: string, openedAt: string) {
  const today = formatDay(openedAt, timeZone);
  return (row: AuditRow, previous: AuditRow | null): string | null => {
    const day = formatDay(row.occurredAt, timeZone);
    const above = previous ? formatDay(previous.occurredAt, timeZone) : today;
    return day === above ? null : day;
  };
}
