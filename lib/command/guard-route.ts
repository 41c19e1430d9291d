import 'server-only';
import { systemClock } from '@/lib/core/clock';
import { AppError, ERROR_CODES } from '@/lib/core/errors';
import { type Caller, isAllowed, isFromFront, type Permission, sourceOf } from '@/lib/identity';
import { currentCaller } from '@/lib/identity/next';
import type { EventName } from '@/lib/ledger';
import { toFailure } from './execute';
import { isDenial, recordRefusal } from './refusals';

type Guard = {
  permission: Permission;
  /** The event that a refusal is recorded under. */
  event?: EventName;
  /** What pages ask on their own, without a person having done anything. */
  unattended?: boolean;
};

/** A cookie goes along with whatever page asks; only our own pages may have it do something. */
function checkOrigin(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  const same = origin
    ? origin === `https://${host}`
    : site === 'same-origin' || (request.method === 'GET' && (site === 'none' || site === null));
  if (!same) throw new AppError('forbidden', 'This request came from another site');
}

function failureResponse(error: unknown, requestId: string | null): Response {
  const failure = toFailure(error, requestId);
  const headers: HeadersInit = { 'cache-control': 'no-store' };
  if (failure.retryable) headers['retry-after'] = '2';
  return Response.json(failure, { status: ERROR_CODES[failure.code].status, headers });
}

/** What every route handler goes through: the front, the origin, the permission; each denial is an event, each error a plain answer. */
export function guardRoute<Context>(
  { permission, event = 'auth.permission_denied', unattended = false }: Guard,
  handle: (request: Request, caller: Caller, context: Context) => Promise<Response>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    const where = { method: request.method, path: new URL(request.url).pathname };
    const requestId = sourceOf(request.headers).requestId ?? null;
    let caller: Caller | undefined;
    try {
      if (!isFromFront(request.headers)) throw new AppError('forbidden', 'This port is for the front alone');
      caller = await currentCaller(where, unattended);
      checkOrigin(request);
      if (caller.actor.type === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this');
      if (!isAllowed(caller.roles, permission)) throw new AppError('forbidden', 'Your role does not allow this');
      return await handle(request, caller, context);
    } catch (error) {
      if (caller && isDenial(error))
        await recordRefusal({ name: `route.${permission}`, event }, caller, error, systemClock);
      return failureResponse(error, requestId);
    }
  };
}
