import { createServer, type Server, type Socket } from 'node:net';
import { addressKey } from '@/lib/core/addresses';
import { AppError } from '@/lib/core/errors';
import type { Limits } from './limits';
import { answerPlainHttp } from './plain-http';

const TLS_HANDSHAKE = 0x16;
const isUpperCase = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;

/** `silent` are those that have not said a byte yet. */
export type Listener = { server: Server; sockets: Set<Socket>; silent: Set<Socket> };

/** Accepts, counts by address, and looks at the first byte: TLS goes on, plain HTTP gets directions, the rest goes. */
export function createListener(limits: Limits, onTls: (socket: Socket) => void): Listener {
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    socket.on('error', () => {});
    const key = addressKey(socket.remoteAddress ?? '');
    const count = (perAddress.get(key) ?? 0) + 1;
    if (count > limits.maxConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    perAddress.set(key, count);
    sockets.add(socket);
    silent.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      silent.delete(socket);
      const left = (perAddress.get(key) ?? 1) - 1;
      if (left === 0) perAddress.delete(key);
      else perAddress.set(key, left);
    });
    const silence = setTimeout(() => socket.destroy(), limits.handshakeMs);
    socket.once('close', () => clearTimeout(silence));
    socket.once('data', (chunk) => {
      clearTimeout(silence);
      silent.delete(socket);
      socket.pause();
      if (chunk[0] === TLS_HANDSHAKE) {
        socket.unshift(chunk);
        onTls(socket);
      } else if (isUpperCase(chunk[0])) answerPlainHttp(socket, chunk, limits);
      else socket.destroy();
    });
  });
  server.maxConnections = limits.maxConnections;
  return { server, sockets, silent };
}

export function listen(server: Server, host: string, port: number, onError: (error: Error) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, () => {
      // Accepting can fail later, when the process runs out of descriptors; that must not end it.
      server.removeAllListeners('error').on('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'is already in use',
    EACCES: 'may not be opened by this user',
    EADDRNOTAVAIL: `cannot be opened on ${host}, which is no address of this machine`,
  };
  const reason = why[error.code ?? ''] ?? `cannot be opened (${error.code ?? 'unknown'})`;
  const message = `Port ${port} ${reason}. Choose another one with --port.`;
  return new AppError('unavailable', message, {}, { cause: error });
}
