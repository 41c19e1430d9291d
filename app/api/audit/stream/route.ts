import { guardRoute } from '@/lib/command/next';
import { openTail } from '@/lib/reports';

export const GET = guardRoute(
  { permission: 'audit.read', unattended: true },
  async (request, caller) =>
    new Response(await openTail(request, caller), {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    }),
);
