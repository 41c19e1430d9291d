import { guardRoute } from '@/lib/command/next';
import { AppError } from '@/lib/core/errors';
import { exportEvents } from '@/lib/reports';

const formOf = (request: Request): Promise<FormData> =>
  request.formData().catch(() => {
    throw new AppError('invalid_input', 'The filter is sent as a form');
  });

export const POST = guardRoute({ permission: 'audit.export', event: 'audit.exported' }, async (request, caller) =>
  exportEvents(await formOf(request), caller, request.signal),
);
