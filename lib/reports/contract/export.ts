import { z } from 'zod';
import { AuditFilter } from '@/lib/ledger/contract';

export const EXPORT_FORMATS = ['xlsx', 'bundle', 'csv', 'ndjson'] as const;
export const ExportFormat = z.enum(EXPORT_FORMATS);
export type ExportFormat = z.infer<typeof ExportFormat>;

const seq = z.int().min(0);

/** `from` and `to` are numbers of events, both included. */
export const ExportFilter = AuditFilter.extend({ from: seq.optional(), to: seq.optional() }).refine(
  ({ from = 0, to }) => to === undefined || from <= to,
  { path: ['to'], message: 'lies before “from”' },
);
export type ExportFilter = z.infer<typeof ExportFilter>;

export type ExportRequest = { format: ExportFormat; filter: ExportFilter };
