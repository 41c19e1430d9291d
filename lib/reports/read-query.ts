import { AppError } from '@/lib/core/errors';
import { type AuditFilter, AuditQuery, readAuditFilter } from '@/lib/ledger/contract';

type Params = { get(name: string): unknown };

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** For machines: a filter that is not understood is an error, never a silent "everything". Pages name it and go on. */
export function readFilter(params: Params): AuditFilter {
  const { filter, problems } = readAuditFilter((name) => textOf(params.get(name)));
  if (problems[0]) throw new AppError('invalid_input', problems.join('; '), { filter: problems[0] });
  return filter;
}

export function readQuery(params: Params): AuditQuery {
  const filter = readFilter(params);
  const before = textOf(params.get('before')) ?? undefined;
  const limit = textOf(params.get('limit')) ?? undefined;
  if (before !== undefined && !/^\d{1,15}$/.test(before))
    throw new AppError('invalid_input', 'The cursor is not an event number', { before: 'is not a number' });
  const parsed = AuditQuery.safeParse({
    ...filter,
    ...(before !== undefined && { before }),
    ...(limit !== undefined && { limit }),
  });
  if (!parsed.success)
    throw new AppError('invalid_input', 'The limit is a number from 1 to 200', { limit: 'is out of range' });
  return parsed.data;
}

export function readSeq(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new AppError('invalid_input', 'An event is named by its number', { seq: 'is not a number' });
  return Number(text);
}
