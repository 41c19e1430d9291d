import { getJson, readBody, request } from '@/components/ui/request';
import type { Failure, Result } from '@/lib/core/result';
import type { AuditDetail, AuditFilter, AuditPage } from '@/lib/ledger/contract';
import type { ExportFormat } from '@/lib/reports/contract/export';

export function filterParams(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.module.length > 0) params.set('module', filter.module.join());
  if (filter.status.length > 0) params.set('status', filter.status.join());
  return params;
}

type PageQuery = { filter: AuditFilter; before: number | null; limit: number };

export function fetchPage({ filter, before, limit }: PageQuery, signal: AbortSignal): Promise<Result<AuditPage>> {
  const params = filterParams(filter);
  if (before !== null) params.set('before', String(before));
  params.set('limit', String(limit));
  return getJson(`/api/audit/events?${params}`, signal);
}

export const fetchDetail = (seq: number, signal: AbortSignal): Promise<Result<AuditDetail>> =>
  getJson(`/api/audit/events/${seq}`, signal);

const fileName = (disposition: string | null): string =>
  /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1] ?? 'audit-log';

/** Fetched and not navigated to: a refusal is then a message on this page instead of a page of JSON. */
export async function downloadExport(filter: AuditFilter, format: ExportFormat): Promise<Failure | null> {
  const body = filterParams(filter);
  body.set('format', format);
  const response = await request('/api/audit/export', { method: 'POST', body });
  if (!(response instanceof Response)) return response;
  const file = await readBody(response.blob());
  if (!file.ok) return file;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file.value);
  link.download = fileName(response.headers.get('content-disposition'));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return null;
}
