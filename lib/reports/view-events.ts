import { AppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { findEvent, listEvents } from '@/lib/ledger';
import type { AuditDetail, AuditPage } from '@/lib/ledger/contract';
import { readQuery, readSeq } from './read-query';
import { recordView } from './record-view';

export async function viewEvents(caller: Caller, params: URLSearchParams): Promise<AuditPage> {
  const { before, limit, ...filter } = readQuery(params);
  const page = await listEvents({ filter, before, limit });
  await recordView(caller, 'audit-log');
  return page;
}

export async function viewEvent(seq: string): Promise<AuditDetail> {
  const detail = await findEvent(readSeq(seq));
  if (!detail) throw new AppError('not_found', `There is no event ${seq} in this log`);
  return detail;
}
