import { guardRoute } from '@/lib/command/next';
import { AppError } from '@/lib/core/errors';
import { runDrill } from '@/lib/reports';

const bodyOf = (request: Request): Promise<unknown> =>
  request.json().catch(() => {
    throw new AppError('invalid_input', 'The damages are sent as JSON');
  });

export const POST = guardRoute({ permission: 'ledger.drill' }, async (request, caller) =>
  Response.json(await runDrill(caller, await bodyOf(request)), { headers: { 'cache-control': 'no-store' } }),
);
