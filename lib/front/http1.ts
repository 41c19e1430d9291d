import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FrontContext } from './context';
import { type ConnectionFacts, fromHttp1 } from './exchange';
import { handle } from './handle';

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
  server.on('connect', (_request, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const connection = connections.get(socket as Socket);
    const broken = !socket.writable || error.code === 'ECONNRESET';
    // The refusal is on its way and closes by itself; what follows a refused request is expected to be garbage.
    if (!broken && connection?.distrusted === true) return;
    const answering = [...(connection?.open ?? [])].some((response) => response.headersSent);
    if (broken || answering) return void socket.destroy();
    socket.end(`HTTP/1.1 ${statusOf(error.code)}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
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

function statusOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  if (code === 'HPE_INVALID_METHOD') return '501 Not Implemented';
  return '400 Bad Request';
}
