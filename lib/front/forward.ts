import { type ClientRequest, request as dial, type IncomingMessage } from 'node:http';
import type { Live } from './context';
import type { ForwardInput } from './forward-input';
import { pumpRequest, pumpResponse } from './pump';
import { responseHeaders } from './response-headers';

const MAX_UPSTREAM_HEADER_BYTES = 64 * 1024;
const DEAD_SOCKET = new Set(['ECONNRESET', 'EPIPE']);

export function forward(input: ForwardInput): void {
  const { exchange, context } = input;
  let upstream: ClientRequest;
  let clientGone = false;
  const live: Live = { endless: false, end: () => upstream.destroy() };
  context.live.add(live);

  const attempt = (fresh: boolean) => {
    upstream = send(input, fresh);
    const current = upstream;
    const timer = setTimeout(() => current.destroy(new Error('no answer in time')), context.limits.upstreamMs);
    let answered = false;
    current.once('close', () => clearTimeout(timer));
    current.once('response', (answer) => {
      answered = true;
      clearTimeout(timer);
      relay(input, answer, live);
    });
    current.on('error', (error: NodeJS.ErrnoException) => {
      if (clientGone || answered) return;
      answered = true;
      // The web process closed a kept connection just as it was used: nothing was read, so once more is safe.
      if (!fresh && current.reusedSocket && DEAD_SOCKET.has(error.code ?? '')) attempt(true);
      else fail(input, error);
    });
    if (input.hasBody) pumpRequest(input, current);
    else current.end();
  };

  exchange.response.once('close', () => {
    clientGone = true;
    context.live.delete(live);
    upstream.destroy();
  });
  attempt(input.hasBody || !['GET', 'HEAD'].includes(exchange.method));
}

/** What changes something gets a connection of its own: it can be neither lost to a dead one nor sent twice. */
function send({ exchange, context, headers }: ForwardInput, fresh: boolean): ClientRequest {
  return dial({
    host: context.upstream.host,
    port: context.upstream.port,
    method: exchange.method,
    path: exchange.target,
    headers,
    agent: fresh ? false : context.agent,
    insecureHTTPParser: false,
    maxHeaderSize: MAX_UPSTREAM_HEADER_BYTES,
  });
}

function relay(input: ForwardInput, answer: IncomingMessage, live: Live): void {
  const { exchange, context, tally, requestId } = input;
  const { response, body } = exchange;
  if (response.headersSent || response.writableEnded) {
    answer.destroy();
    return;
  }
  tally.status = answer.statusCode ?? 502;
  const headers = responseHeaders(answer.headers, { requestId, hsts: context.hsts });
  if (exchange.protocol === 'h1' && input.hasBody && !body.readableEnded) headers.connection = 'close';
  response.writeHead(tally.status, headers);
  exchange.flush();
  if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) {
    live.endless = true;
    live.end = () => {
      answer.destroy();
      if (!response.writableEnded) exchange.finish();
    };
  }
  pumpResponse({ exchange, answer, tally, stallMs: context.limits.stallMs });
}

function fail({ exchange, context, requestId, turnDown }: ForwardInput, error: NodeJS.ErrnoException): void {
  if (exchange.response.headersSent || exchange.response.writableEnded) return;
  context.log.error({ requestId, error: error.code ?? error.message, upstream: context.upstream }, 'upstream failed');
  turnDown(503, 'the upstream does not answer');
}
