import { AppError } from '@/lib/core/errors';
import { ExportFilter, ExportFormat, type ExportRequest } from './contract/export';
import { readFilter } from './read-query';

type Params = { get(name: string): unknown };

function readNumber(params: Params, name: string): { [key: string]: number } {
  const value = params.get(name);
  if (value === null || value === undefined || value === '') return {};
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    throw new AppError('invalid_input', `“${name}” is the number of an event`, { [name]: 'is not a number' });
  return { [name]: Number(value) };
}

/** What is not understood is an error: an export must never show more than was asked for. */
export function readExport(params: Params): ExportRequest {
  const format = ExportFormat.safeParse(params.get('format') ?? 'xlsx');
  if (!format.success)
    throw new AppError('invalid_input', `The format is one of ${ExportFormat.options.join(', ')}`, {
      format: 'is unknown',
    });
  const { module, status, ...rest } = readFilter(params);
  const filter = ExportFilter.safeParse({
    ...rest,
    module: [...new Set(module)],
    status: [...new Set(status)],
    ...readNumber(params, 'from'),
    ...readNumber(params, 'to'),
  });
  if (!filter.success)
    throw new AppError('invalid_input', 'The range ends before it begins', { to: 'lies before “from”' });
  return { format: format.data, filter: filter.data };
}
