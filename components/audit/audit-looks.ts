import type { ColumnLook, Widths } from '@/components/data-table/columns';

const widths = (narrow: string | null, base: string | null, wide: string, huge = wide): Widths => ({
  narrow,
  base,
  wide,
  huge,
});
const same = (width: string): Widths => widths(width, width, width);

/** Without anything of the browser, so that the loading page can draw the same head. */
export const AUDIT_LOOKS = {
  seal: { label: 'Seal', width: widths('24px', '24px', '26px'), skeleton: 100 },
  seq: { label: 'Seq', width: widths('70px', '70px', '72px', '92px'), skeleton: 90 },
  time: { label: 'Time', width: widths('66px', '66px', '104px', '116px'), skeleton: 90 },
  status: { label: 'Status', width: widths('84px', '84px', '86px', '104px'), skeleton: 90 },
  actor: { label: 'Actor', width: widths('98px', '98px', '112px', '190px'), skeleton: 80 },
  event: { label: 'Event', width: widths('177px', '177px', '178px', '250px'), skeleton: 85 },
  summary: { label: 'Summary', width: same('minmax(0,1fr)'), skeleton: 70 },
  target: { label: 'Target', width: widths(null, '98px', '124px', '220px'), skeleton: 75 },
  source: { label: 'Source', width: widths(null, '92px', '116px', '160px'), skeleton: 90 },
} satisfies Record<string, ColumnLook>;

export type AuditColumnId = keyof typeof AUDIT_LOOKS;
export const AUDIT_COLUMN_IDS = Object.keys(AUDIT_LOOKS) as AuditColumnId[];

/** Without these a row could be neither told apart nor proven. */
const FIXED: readonly AuditColumnId[] = ['seal', 'seq'];
export const AUDIT_COLUMN_MENU = AUDIT_COLUMN_IDS.map((id) => ({
  id,
  label: AUDIT_LOOKS[id].label,
  fixed: FIXED.includes(id),
}));
export const HIDEABLE = AUDIT_COLUMN_IDS.filter((id) => !FIXED.includes(id));
