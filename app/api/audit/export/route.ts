import { guardRoute } from '@/lib/command/next';
import { exportEvents } from '@/lib/reports';

export const POST = guardRoute({ permission: 'audit.export', event: 'audit.exported' }, async (request, caller) =>
  exportEvents(await request.formData(), caller, request.signal),
);
