import { Agent } from 'node:http';
import { createServer as createTls, type TLSSocket } from 'node:tls';
import { closeGently } from './close-gently';
import type { FrontContext } from './context';
import type { Front, FrontOptions } from './contract';
import type { ConnectionFacts } from './exchange';
import { createHttp1 } from './http1';
import { createHttp2 } from './http2';
import { DEFAULT_LIMITS } from './limits';
import { createListener, listen } from './listener';
import { newTicketKeys, tlsOptions } from './tls-options';

const TICKET_KEYS_LIVE_MS = 3_600_000;

export async function startFront(options: FrontOptions): Promise<Front> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context: FrontContext = {
    upstream: options.upstream,
    secret: options.secret,
    hsts: options.hsts,
    log: options.log,
    limits,
    agent: new Agent({ keepAlive: true, maxFreeSockets: 64 }),
    live: new Set(),
    onRequest: options.onRequest ?? (() => {}),
  };
  const http1 = createHttp1(context);
  const http2 = createHttp2(context);
  const tls = createTls({
    ...tlsOptions(options.certificate),
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: limits.handshakeMs,
    ticketKeys: newTicketKeys(),
  });
  tls.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    const facts = factsOf(socket);
    if (facts === null) socket.destroy();
    else (socket.alpnProtocol === 'h2' ? http2 : http1).accept(socket, facts);
  });
  tls.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    options.log.info({ error: error.code ?? 'unknown' }, 'handshake failed');
    socket.destroy();
  });
  // RFC 9325 §4.4: tickets under a key that never changes would undo forward secrecy.
  const rotation = setInterval(() => tls.setTicketKeys(newTicketKeys()), TICKET_KEYS_LIVE_MS).unref();
  const listener = createListener(limits, (socket) => tls.emit('connection', socket));
  const stopWatching = () => {
    clearInterval(rotation);
    http1.server.close(() => {});
    context.agent.destroy();
  };
  let port: number;
  try {
    port = await listen(listener.server, options.host, options.port, (error) => {
      options.log.error({ error: error.message }, 'accepting connections failed');
    });
  } catch (error) {
    stopWatching();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    port,
    setCertificate: (certificate) => tls.setSecureContext(tlsOptions(certificate)),
    close: () => {
      closing ??= closeGently({ listener, http1, http2, context }).finally(stopWatching);
      return closing;
    },
  };
}

function factsOf(socket: TLSSocket): ConnectionFacts | null {
  const peer = socket.remoteAddress;
  if (peer === undefined) return null;
  return { peer, tls: `${socket.getProtocol() ?? 'unknown'} ${socket.getCipher().name}` };
}
