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

/** Whether it asks for the log as a whole, so that nothing can be left out unnoticed. Any other field that is given narrows it. */
export const isWhole = (filter: ExportFilter): boolean =>
  Object.entries(filter).every(
    ([name, value]) =>
      value === undefined || (Array.isArray(value) ? value.length === 0 : name === 'from' && value === 0),
  );
