import { constants, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { FrontContext } from './context';
import { type ConnectionFacts, fromHttp2 } from './exchange';
import { handle } from './handle';
import type { Limits } from './limits';

export type Http2 = {
  server: Http2Server;
  sessions: Set<ServerHttp2Session>;
  accept(socket: Socket, facts: ConnectionFacts): void;
};

export function createHttp2(context: FrontContext): Http2 {
  const { limits } = context;
  const sessions = new Set<ServerHttp2Session>();
  const facts = new WeakMap<object, ConnectionFacts>();
  let arriving: ConnectionFacts | null = null;
  const server = createServer({
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    maxHeaderListPairs: limits.maxHeaders + 8,
    settings: {
      maxConcurrentStreams: limits.maxStreams,
      maxHeaderListSize: limits.maxHeaderBytes,
      enablePush: false,
      enableConnectProtocol: false,
    },
  });
  server.on('session', (session) => {
    if (arriving !== null) facts.set(session, arriving);
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => {});
    guardSession(session, limits, () => context.log.warn({ peer: facts.get(session)?.peer }, 'too many streams reset'));
  });
  server.on('sessionError', (error) => context.log.info({ error: error.message }, 'session failed'));
  server.on('request', (request, response) => {
    const known = request.stream.session && facts.get(request.stream.session);
    if (known) handle(fromHttp2(request, response, known), context, false);
    else request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  server.on('checkContinue', (request, response) => {
    const known = request.stream.session && facts.get(request.stream.session);
    if (known) handle(fromHttp2(request, response, known), context, true);
  });
  return {
    server,
    sessions,
    accept: (socket, known) => {
      arriving = known;
      server.emit('connection', socket);
      arriving = null;
    },
  };
}

/** CVE-2023-44487: streams opened and cancelled at once cost the client nothing and us a request each. */
function guardSession(session: ServerHttp2Session, limits: Limits, onFlood: () => void): void {
  let open = 0;
  let resets = 0;
  let windowStart = Date.now();
  session.setTimeout(limits.idleMs, () => {
    if (open === 0) session.close();
  });
  const countReset = () => {
    if (Date.now() - windowStart > limits.resetWindowMs) {
      windowStart = Date.now();
      resets = 0;
    }
    resets += 1;
    if (resets <= limits.maxResets || session.destroyed) return;
    onFlood();
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    session.destroy();
  };
  session.on('stream', (stream) => {
    open += 1;
    stream.once('aborted', countReset);
    stream.once('close', () => {
      open -= 1;
    });
  });
}
