import { guardRoute } from '@/lib/command/next';
import { readLedgerView } from '@/lib/reports';

export const GET = guardRoute({ permission: 'audit.read', unattended: true }, async (request) =>
  Response.json(await readLedgerView(new URL(request.url).searchParams), { headers: { 'cache-control': 'no-store' } }),
);
