import { guardRoute } from '@/lib/command/next';
import { AppError } from '@/lib/core/errors';
import { exportEvents } from '@/lib/reports';

const guarded = (paramsOf: (request: Request) => Promise<{ get(name: string): unknown }>) =>
  guardRoute({ permission: 'audit.export', event: 'audit.exported' }, async (request, caller) =>
    exportEvents(await paramsOf(request), caller, request.signal),
  );

const formOf = (request: Request): Promise<FormData> =>
  request.formData().catch(() => {
    throw new AppError('invalid_input', 'The filter is sent as a form');
  });

/** For programs: `?format=xlsx|bundle|csv|ndjson`, and the filter as the audit log's own address has it. */
export const GET = guarded(async (request) => new URL(request.url).searchParams);

export const POST = guarded(formOf);
