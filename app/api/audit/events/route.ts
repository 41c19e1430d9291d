import { guardRoute } from '@/lib/command/next';
import { viewEvents } from '@/lib/reports';

export const GET = guardRoute({ permission: 'audit.read' }, async (request, caller) =>
  Response.json(await viewEvents(caller, new URL(request.url).searchParams), {
    headers: { 'cache-control': 'no-store' },
  }),
);
