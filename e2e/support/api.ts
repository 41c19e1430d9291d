import { type APIRequestContext, expect } from '@playwright/test';
import type { AuditDetail, AuditPage, AuditRow } from '../../lib/ledger/contract';

export async function fetchEvents(api: APIRequestContext, query = 'limit=200'): Promise<AuditRow[]> {
  const response = await api.get(`/api/audit/events?${query}`);
  expect(response.status()).toBe(200);
  return ((await response.json()) as AuditPage).rows;
}

/** The whole log, newest first. */
export async function fetchAll(api: APIRequestContext): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for (let before: number | null = null; ; ) {
    const response = await api.get(`/api/audit/events?limit=200${before === null ? '' : `&before=${before}`}`);
    const page = (await response.json()) as AuditPage;
    rows.push(...page.rows);
    if (page.next === null) return rows;
    before = page.next;
  }
}

export async function fetchEvent(api: APIRequestContext, seq: number): Promise<AuditDetail> {
  const response = await api.get(`/api/audit/events/${seq}`);
  expect(response.status()).toBe(200);
  return (await response.json()) as AuditDetail;
}

/** What the log holds of a refused request, found by the number that its answer named. */
export async function denialOf(api: APIRequestContext, requestId: string) {
  const rows = await fetchEvents(api, 'status=denied&limit=20');
  const details = await Promise.all(rows.map((row) => fetchEvent(api, row.seq)));
  return details.find(({ envelope }) => envelope.source?.requestId === requestId)?.envelope;
}
