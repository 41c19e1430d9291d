import { guardRoute } from '@/lib/command/next';
import { getLedgerStatus } from '@/lib/reports';

export const GET = guardRoute({ permission: 'settings.read', unattended: true }, async () =>
  Response.json(await getLedgerStatus(), { headers: { 'cache-control': 'no-store' } }),
);
