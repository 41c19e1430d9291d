import { valuesOf } from './check-request';
import type { FrontContext, Tally } from './context';
import type { Exchange } from './exchange';
import { problem } from './problem';

export type RefusalDetails = {
  headers?: Record<string, string>;
  /** The web process may have acted on the request before it was lost. */
  outcomeUnknown?: boolean;
};

export type RefuseInput = RefusalDetails & {
  exchange: Exchange;
  context: FrontContext;
  tally: Tally;
  requestId: string;
  status: number;
  reason: string;
  /** Whether a body may still be on its way. */
  lingers: boolean;
};

/** Statuses after which an HTTP/1.1 connection may go on: the request itself was well-formed and is fully read. */
const HARMLESS = new Set([404, 503]);

export function refuse(input: RefuseInput): void {
  const { exchange, context, tally, requestId, status, reason } = input;
  const { response, body } = exchange;
  tally.status = status;
  tally.refusal = reason;
  if (response.headersSent) {
    exchange.abort();
    return;
  }
  const details = { requestId, status, reason, protocol: exchange.protocol, peer: exchange.peer };
  context.log[status === 503 ? 'error' : 'info'](details, 'request refused');
  const accept = valuesOf(exchange.rawHeaders, 'accept').join(',');
  const answer = problem({
    status,
    requestId,
    accept,
    hsts: context.hsts,
    outcomeUnknown: input.outcomeUnknown ?? false,
  });
  const unread = !body.readableEnded;
  const closes = exchange.protocol === 'h1' && (!HARMLESS.has(status) || unread);
  response.writeHead(status, { ...answer.headers, ...input.headers, ...(closes ? { connection: 'close' } : {}) });
  const text = exchange.method === 'HEAD' ? undefined : answer.body;
  body.on('error', () => {});
  if (exchange.protocol === 'h2') {
    exchange.finish(text);
    if (unread) response.once('finish', exchange.stopBody);
    return;
  }
  if (!unread || !input.lingers || text === undefined) {
    exchange.finish(text);
    return;
  }
  // RFC 9112 §9.6: closing on unread bytes resets the connection, and the client would never see the answer.
  response.write(text);
  const finish = () => {
    clearTimeout(timer);
    if (!response.writableEnded) exchange.finish();
  };
  const timer = setTimeout(finish, context.limits.lingerMs);
  body.once('end', finish);
  body.once('close', finish);
  body.resume();
}
