import { guardRoute } from '@/lib/command/next';
import { viewEvent } from '@/lib/reports';

type Context = { params: Promise<{ seq: string }> };

export const GET = guardRoute<Context>({ permission: 'audit.read' }, async (_request, caller, { params }) =>
  Response.json(await viewEvent(caller, (await params).seq), { headers: { 'cache-control': 'no-store' } }),
);
