import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request as send } from 'undici';
import { checkUrl, type Destination } from './check-url';
import { EgressError, type EgressRequest, type EgressResponse } from './contract';
import { explain } from './explain';
import { resolveOnce } from './resolve';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 32 * 1024;
/** Ours to set: they decide where a message ends and whom it is for. */
const OWN_HEADERS =
  /^(host|connection|keep-alive|transfer-encoding|content-length|upgrade|expect|te|trailer|proxy-.*)$/i;

/** Redirects are not followed: a 3xx comes back like any other status. */
export async function egressRequest(request: EgressRequest): Promise<EgressResponse> {
  const to = checkUrl(request.url, request.purpose);
  const ours = Object.keys(request.headers ?? {}).find((name) => OWN_HEADERS.test(name));
  if (ours !== undefined) throw new EgressError('bad_header', `The header ${ours} cannot be set for ${to.url.host}.`);
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const clock = new AbortController();
  const late = new EgressError('timeout', `${to.url.host} took longer than ${timeoutMs / 1000} s.`);
  const timer = setTimeout(() => clock.abort(late), timeoutMs);
  try {
    return await untilAborted(exchange(to, request, clock.signal), clock.signal);
  } catch (error) {
    throw explain(error, to.url.host);
  } finally {
    clearTimeout(timer);
    clock.abort();
  }
}

async function exchange(to: Destination, request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
  const addresses = await resolveOnce(to, request);
  signal.throwIfAborted();
  // Asked for one or for all, the socket gets only what has been judged: nothing resolves a second time.
  const pinned: LookupFunction = (_name, { all }, done) => {
    const [first] = addresses;
    if (all === true || first === undefined) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
  const agent = new Agent({
    connect: {
      lookup: pinned,
      // Said aloud, because an environment variable of Node can turn the default off.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      maxCachedSessions: 0,
      ...(request.ca === undefined ? {} : { ca: [request.ca].flat() }),
    },
    connections: 1,
    pipelining: 0,
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  try {
    const response = await send(to.url, {
      dispatcher: agent,
      method: request.method ?? 'GET',
      headers: { 'accept-encoding': 'identity', 'user-agent': 'chainward', ...request.headers },
      body: request.body === undefined ? null : Buffer.from(request.body),
      signal,
    });
    const body = await readBody(response, request.maxBytes ?? DEFAULT_MAX_BYTES, to.url.host);
    return { status: response.statusCode, headers: definedOnly(response.headers), body };
  } finally {
    void agent.destroy();
  }
}

async function readBody(response: Dispatcher.ResponseData, maxBytes: number, host: string): Promise<Buffer> {
  const tooLarge = () => new EgressError('too_large', `${host} answered with more than ${maxBytes} bytes.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early destroys the stream, so that no byte beyond the limit is kept.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A resolver cannot be cancelled, so the deadline does not wait for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function definedOnly(headers: Dispatcher.ResponseData['headers']): Record<string, string | string[]> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
