import { guardRoute } from '@/lib/command/next';
import { readCheckpoints, signCheckpoint } from '@/lib/reports';

const HEADERS = { 'cache-control': 'no-store' };

export const GET = guardRoute({ permission: 'audit.read' }, async (request) =>
  Response.json(await readCheckpoints(new URL(request.url).searchParams), { headers: HEADERS }),
);

export const POST = guardRoute({ permission: 'ledger.sign', event: 'key.used' }, async (_request, caller) =>
  Response.json(await signCheckpoint(caller), { headers: HEADERS }),
);
