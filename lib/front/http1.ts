import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { uuidv7 } from '@/lib/core/ids';
import { ALLOWED_METHODS } from './check-request';
import type { FrontContext } from './context';
import { type ConnectionFacts, fromHttp1 } from './exchange';
import { handle } from './handle';
import { rawProblem } from './problem';

type Connection = { facts: ConnectionFacts; open: Set<ServerResponse>; distrusted: boolean };

export type Http1 = {
  server: Server;
  accept(socket: Socket, facts: ConnectionFacts): void;
  /** Closes every connection now, or as soon as its last answer is out. */
  drain(): void;
};

export function createHttp1(context: FrontContext): Http1 {
  const { limits } = context;
  const connections = new Map<Socket, Connection>();
  let draining = false;
  const server = createServer({
    insecureHTTPParser: false,
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    // Ours refuses it too, with an answer that has a request id.
    requireHostHeader: false,
  });
  // Zero is no limit of its own: at any other number Node silently leaves headers out, and they would go unchecked.
  server.maxHeadersCount = 0;

  const onRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    const connection = connections.get(request.socket);
    // After a refused request the rest of the bytes may be a smuggled one: it is not read as a request.
    if (connection === undefined || connection.distrusted) return;
    if (connection.open.size >= limits.maxPipelined) {
      request.socket.destroy();
      return;
    }
    connection.open.add(response);
    response.once('close', () => {
      connection.open.delete(response);
      if (draining && connection.open.size === 0) request.socket.destroySoon();
    });
    connection.distrusted = !handle(fromHttp1(request, response, connection.facts), context, expectsContinue);
  };
  server.on('request', (request, response) => onRequest(request, response, false));
  server.on('checkContinue', (request, response) => onRequest(request, response, true));
  const refuseRaw = (socket: Socket, status: number, reason: string, more?: Record<string, string>) => {
    const requestId = uuidv7();
    const peer = connections.get(socket)?.facts.peer;
    context.log.info({ requestId, status, reason, protocol: 'h1', peer }, 'request refused');
    socket.end(rawProblem({ status, requestId, hsts: context.hsts }, more));
  };
  /** Whether requests wait that came in whole: the client would read a refusal as the answer to one of them. */
  const endsAfterAnswers = (socket: Socket): boolean => {
    const connection = connections.get(socket);
    const last = [...(connection?.open ?? [])].filter((response) => response.req.complete).at(-1);
    if (connection === undefined || last === undefined) return false;
    connection.distrusted = true;
    last.once('close', () => socket.destroySoon());
    return true;
  };
  server.on('connect', ({ socket }) => {
    if (!endsAfterAnswers(socket)) refuseRaw(socket, 405, 'no tunnels', { allow: ALLOWED_METHODS });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    const connection = connections.get(socket);
    const broken = !socket.writable || error.code === 'ECONNRESET';
    // The refusal is on its way and closes by itself; what follows a refused request is expected to be garbage.
    if (!broken && connection?.distrusted === true) return;
    if (broken) return void socket.destroy();
    if (endsAfterAnswers(socket)) return;
    const answering = [...(connection?.open ?? [])].some((response) => response.headersSent);
    if (answering) return void socket.destroy();
    refuseRaw(socket, statusOf(error.code), error.code ?? 'malformed');
    setTimeout(() => socket.destroy(), limits.lingerMs).unref();
  });
  // Sockets are handed in, so it never listens itself; this starts its watch over slow requests.
  server.emit('listening');
  return {
    server,
    accept: (socket, facts) => {
      connections.set(socket, { facts, open: new Set(), distrusted: false });
      socket.once('close', () => connections.delete(socket));
      server.emit('connection', socket);
    },
    drain: () => {
      draining = true;
      for (const [socket, { open }] of connections) if (open.size === 0) socket.destroySoon();
    },
  };
}

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_INVALID_METHOD: 501,
};
const statusOf = (code = ''): number => STATUS_OF[code] ?? 400;
