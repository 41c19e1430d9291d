import { createServer, type RequestListener, type Server } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { createBootstrapAuthority, issueServerCertificate } from '@/lib/pki';
import { type Front, type FrontOptions, type FrontSample, startFront } from '..';

/** Only for tests: a real front in front of a real web server, and clients that may say anything. */
export const authority = await createBootstrapAuthority({ name: 'front tests', now: new Date() });

export async function issueCertificate() {
  const names = { commonName: 'front.test', dnsNames: ['front.test', 'localhost'], ipAddresses: ['127.0.0.1'] };
  const issued = await issueServerCertificate({ authority, ...names, now: new Date() });
  return { key: issued.privateKeyPem, cert: issued.chainPem, sha256: issued.sha256 };
}

export type Fixture = {
  front: Front;
  upstream: Server;
  upstreamPort: number;
  samples: FrontSample[];
  lines: string[];
  stop(): Promise<void>;
};

export async function startFixture(handler: RequestListener, more: Partial<FrontOptions> = {}): Promise<Fixture> {
  const upstream = createServer(handler);
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const upstreamPort = (upstream.address() as AddressInfo).port;
  const samples: FrontSample[] = [];
  const lines: string[] = [];
  const note = (details: object, message: string) => void lines.push(`${message} ${JSON.stringify(details)}`);
  const front = await startFront({
    host: '127.0.0.1',
    port: 0,
    upstream: { host: '127.0.0.1', port: upstreamPort },
    secret: 'the-secret',
    certificate: await issueCertificate(),
    hsts: false,
    log: { info: note, warn: note, error: note },
    onRequest: (sample) => samples.push(sample),
    ...more,
    limits: { drainMs: 200, lingerMs: 200, ...more.limits },
  });
  const stop = async () => {
    upstream.closeAllConnections();
    await Promise.all([front.close(), new Promise((resolve) => upstream.close(resolve))]);
  };
  return { front, upstream, upstreamPort, samples, lines, stop };
}

export function openTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const given = { host: '127.0.0.1', port, servername: 'front.test', ca: authority.certificatePem, ...options };
    const socket = connect(given, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Everything the other side says until it closes. */
export function untilClosed(socket: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(text));
  });
}

/** Sends bytes as they are over TLS and returns all that comes back; resolves only when the connection closes. */
export async function say(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await openTls(port);
  const answer = untilClosed(socket);
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  return answer;
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

/** The body of a message with Content-Length or chunks, as far as these tests make them. */
export const bodyOf = (answer: string): string => {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  return /transfer-encoding: chunked/i.test(head)
    ? body.replace(/^[0-9a-f]+\r\n([\s\S]*?)\r\n0\r\n\r\n$/i, '$1')
    : body;
};

export function openHttp2(port: number): ClientHttp2Session {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { servername: 'front.test', ca: authority.certificatePem });
  session.on('error', () => {});
  return session;
}

export type Http2Answer = { status: number; headers: Record<string, unknown>; body: string; code: number };

export function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Http2Answer> {
  return new Promise((resolve) => {
    const given = { ':authority': 'front.test', ':path': '/', ...headers };
    const stream = session.request(given, { endStream: body === undefined });
    const answer: Http2Answer = { status: 0, headers: {}, body: '', code: 0 };
    stream.on('response', (received) => {
      answer.status = received[':status'] ?? 0;
      answer.headers = received;
    });
    stream.on('data', (chunk: Buffer) => {
      answer.body += chunk.toString();
    });
    stream.on('error', () => {});
    stream.on('close', () => resolve({ ...answer, code: stream.rstCode ?? 0 }));
    if (body !== undefined) stream.end(body);
  });
}

export function openTcp(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
  });
}

export async function sayPlain(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await openTcp(port);
  const answer = untilClosed(socket);
  socket.write(bytes);
  return answer;
}
