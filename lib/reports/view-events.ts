import { AppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { findEvent, listEvents } from '@/lib/ledger';
import type { AuditDetail, AuditFilter, AuditPage } from '@/lib/ledger/contract';
import { readQuery, readSeq } from './read-query';
import { recordView } from './record-view';

type View = { filter: AuditFilter; before?: number | undefined; limit?: number };

/** A page of the log for a person to read, which is itself an event. */
export async function viewLog(caller: Caller, query: View): Promise<AuditPage> {
  const page = await listEvents(query);
  await recordView(caller, 'audit-log');
  return page;
}

export async function viewEvents(caller: Caller, params: URLSearchParams): Promise<AuditPage> {
  const { before, limit, ...filter } = readQuery(params);
  return viewLog(caller, { filter, before, limit });
}

export async function viewEvent(caller: Caller, seq: string): Promise<AuditDetail> {
  const detail = await findEvent(readSeq(seq));
  if (!detail) throw new AppError('not_found', `There is no event ${seq} in this log`);
  await recordView(caller, 'audit-log');
  return detail;
}
