import { run } from '@/lib/command';
import { guardRoute } from '@/lib/command/next';
import { startVerification } from '@/lib/reports';

export const POST = guardRoute({ permission: 'ledger.verify', event: 'audit.viewed' }, async (_request, caller) =>
  Response.json(await run(startVerification, caller, {}), { headers: { 'cache-control': 'no-store' } }),
);
