import { type ClientRequest, request as dial, type IncomingMessage } from 'node:http';
import type { Live } from './context';
import type { ForwardInput } from './forward-input';
import { pumpRequest, pumpResponse } from './pump';
import { responseHeaders } from './response-headers';
import { watchUpstream } from './watch-upstream';

const MAX_UPSTREAM_HEADER_BYTES = 64 * 1024;
const DEAD_SOCKET = new Set(['ECONNRESET', 'EPIPE']);

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

export function forward(input: ForwardInput): void {
  const { exchange, context } = input;
  let upstream: ClientRequest;
  let clientGone = false;
  const live: Live = { endless: false, end: () => upstream.destroy() };
  context.live.add(live);

  const attempt = (fresh: boolean) => {
    const current = send(input, fresh);
    upstream = current;
    const watch = watchUpstream(current, context.limits);
    let answered = false;
    current.once('response', (answer) => {
      answered = true;
      relay(input, answer, live);
    });
    const lose = (error: NodeJS.ErrnoException) => {
      if (clientGone || answered) return;
      answered = true;
      // The web process closed a kept connection just as it was used: nothing was read, so once more is safe.
      if (!fresh && current.reusedSocket && DEAD_SOCKET.has(error.code ?? '')) attempt(true);
      else fail(input, error, watch.wasConnected() && !isReading(exchange.method));
    };
    current.on('error', lose);
    // An unasked switch of protocols, for one, ends in neither an answer nor an error.
    current.once('close', () => lose(new Error('closed without an answer')));
    if (input.hasBody) return pumpRequest(input, current, watch.sent);
    current.end();
    watch.sent();
  };

  exchange.response.once('close', () => {
    clientGone = true;
    context.live.delete(live);
    upstream.destroy();
  });
  attempt(input.hasBody || !isReading(exchange.method));
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

function fail(input: ForwardInput, error: NodeJS.ErrnoException, outcomeUnknown: boolean): void {
  const { exchange, context, requestId, turnDown } = input;
  if (exchange.response.headersSent || exchange.response.writableEnded) return;
  context.log.error({ requestId, error: error.code ?? error.message, upstream: context.upstream }, 'upstream failed');
  turnDown(503, 'the upstream does not answer', { outcomeUnknown });
}
