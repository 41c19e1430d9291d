import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { EgressError, type Listener, type Resolver } from './contract';
import { explain } from './explain';
import { resolveOnce } from './resolve';

const DEFAULT_TIMEOUT_MS = 10_000;

export type EgressConnection = {
  host: string;
  port: number;
  /** Host names, addresses and CIDR ranges that an admin has named. */
  allow: readonly string[];
  ownListeners: readonly Listener[];
  resolver?: Resolver | undefined;
  timeoutMs?: number;
  /** PEM of authorities to trust instead of the public ones. */
  ca?: string | undefined;
};

/** A connection under a deadline: whatever is not done by then ends with it. */
export type Outgoing = {
  socket: Socket;
  /** From here on TLS, with the name verified; what is secret comes after this. */
  secure(): Promise<TLSSocket>;
  close(): void;
};

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

/** For protocols other than HTTP; addresses are judged as for every other way out. Nothing is sent before the caller does. */
export async function egressConnect(request: EgressConnection): Promise<Outgoing> {
  const { host, port } = request;
  if (isIP(host) === 0 && !HOST.test(host)) throw new EgressError('bad_url', 'This is not the name of a host.');
  const label = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const late = new EgressError('timeout', `${label} took longer than ${timeoutMs / 1000} s.`);
  let open: Socket | undefined;
  let overdue = false;
  const timer = setTimeout(() => {
    overdue = true;
    open?.destroy(late);
  }, timeoutMs);
  const close = () => {
    clearTimeout(timer);
    open?.destroy();
  };
  try {
    const to = { hostname: host.toLowerCase(), port, isAddress: isIP(host) !== 0 };
    const addresses = await beforeDeadline(resolveOnce(to, request), timeoutMs, late);
    if (overdue) throw late;
    const pinned: LookupFunction = (_name, { all }, done) => {
      const [first] = addresses;
      if (all === true || first === undefined) done(null, [...addresses]);
      else done(null, first.address, first.family);
    };
    const socket = connect({ host, port, lookup: pinned });
    open = socket;
    await once(socket, 'connect');
    return {
      socket,
      close,
      secure: async () => {
        try {
          const secured = tlsConnect({
            socket,
            ...(isIP(host) === 0 && { servername: host }),
            host,
            rejectUnauthorized: true,
            minVersion: 'TLSv1.2',
            ...(request.ca !== undefined && { ca: request.ca }),
          });
          open = secured;
          await once(secured, 'secureConnect');
          return secured;
        } catch (error) {
          close();
          throw explain(error, label);
        }
      },
    };
  } catch (error) {
    close();
    throw explain(error, label);
  }
}

function once(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: an error after this is told by the reader's own listener, and must not end the process without one.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

/** A resolver cannot be cancelled, so the deadline does not wait for it. */
async function beforeDeadline<T>(work: Promise<T>, timeoutMs: number, late: Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
