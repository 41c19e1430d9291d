import { guardRoute } from '@/lib/command/next';
import { getHead } from '@/lib/ledger';

export const GET = guardRoute({ permission: 'settings.read', unattended: true }, async () =>
  Response.json(await getHead(), { headers: { 'cache-control': 'no-store' } }),
);
