import type { ExportFormat } from '@/lib/reports/contract/export';

type Choice = { format: ExportFormat; label: string; hint: string };

/** Besides Excel, which is one click. */
export const OTHER_FORMATS: readonly Choice[] = [
  { format: 'bundle', label: 'Verifiable bundle', hint: 'One file that proves itself' },
  { format: 'csv', label: 'CSV', hint: 'For spreadsheets, without proof' },
  { format: 'ndjson', label: 'NDJSON', hint: 'For programs, without proof' },
];
