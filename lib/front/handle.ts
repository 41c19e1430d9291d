import { uuidv7 } from '@/lib/core/ids';
import { ALLOWED_METHODS, checkRequest } from './check-request';
import { pathOf } from './check-target';
import type { FrontContext, Tally } from './context';
import type { Exchange } from './exchange';
import { forward } from './forward';
import { type RefusalDetails, refuse } from './refuse';
import { requestHeaders } from './request-headers';
import { responseHeaders } from './response-headers';

const HEALTHY = JSON.stringify({ status: 'ok' });

/** Returns false when the connection must not be trusted with further requests. */
export function handle(exchange: Exchange, context: FrontContext, expectsContinue: boolean): boolean {
  const requestId = uuidv7();
  const tally = startTally(exchange, context, requestId);
  const checked = checkRequest(exchange, context.limits);
  const turnDown = (status: number, reason: string, details: RefusalDetails = {}) =>
    refuse({ ...details, exchange, context, tally, requestId, status, reason, lingers: !expectsContinue });
  if (!checked.ok) {
    turnDown(checked.status, checked.reason, checked.status === 405 ? { headers: { allow: ALLOWED_METHODS } } : {});
    return false;
  }
  const path = pathOf(exchange.target).toLowerCase();
  if (path === '/healthz') {
    if (exchange.method === 'GET' || exchange.method === 'HEAD') answerHealth(exchange, context, requestId, tally);
    else turnDown(405, 'health is only read', { headers: { allow: 'GET, HEAD' } });
    return true;
  }
  // Metrics are for the loopback listener of each process, not for visitors.
  if (path === '/metrics' || path.startsWith('/metrics/')) {
    turnDown(404, 'metrics are not public');
    return true;
  }
  const unknownLength = checked.chunked || (exchange.protocol === 'h2' && !exchange.headersOnly);
  const body = checked.contentLength ?? (unknownLength ? 'chunked' : 'none');
  const { headers, forged } = requestHeaders({
    ...headOf(exchange),
    host: checked.host,
    secret: context.secret,
    requestId,
    body,
  });
  tally.forgedHeaders = forged;
  if (expectsContinue) exchange.response.writeContinue();
  forward({ exchange, context, tally, requestId, headers, hasBody: body !== 'none' && body !== 0, turnDown });
  return true;
}

const headOf = ({ rawHeaders, method, peer, tls }: Exchange) => ({ rawHeaders, method, peer, tls });

function answerHealth(exchange: Exchange, { hsts }: FrontContext, requestId: string, tally: Tally): void {
  const own = {
    'content-type': 'application/json',
    'content-length': String(HEALTHY.length),
    'cache-control': 'no-store',
  };
  tally.status = 200;
  exchange.response.writeHead(200, responseHeaders(own, { requestId, hsts }));
  exchange.finish(exchange.method === 'HEAD' ? undefined : HEALTHY);
}

function startTally(exchange: Exchange, context: FrontContext, requestId: string): Tally {
  const tally: Tally = { status: 0, refusal: null, forgedHeaders: 0, bytesIn: 0, bytesOut: 0 };
  const started = performance.now();
  exchange.response.once('close', () => {
    const durationMs = performance.now() - started;
    const { protocol, method } = exchange;
    context.onRequest({ requestId, protocol, method, durationMs, ...tally });
  });
  return tally;
}
