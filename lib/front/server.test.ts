import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isAppError } from '@/lib/core/errors';
import { sha256OfDer } from '@/lib/pki';
import type { Limits } from '.';
import { startFront } from '.';
import {
  ask,
  issueCertificate,
  openHttp2,
  openTcp,
  openTls,
  say,
  sayPlain,
  startFixture,
  statusOf,
  untilClosed,
} from './testing/front-fixture';

const open: { stop(): Promise<void> }[] = [];
const start = async (limits: Partial<Limits> = {}, handler = hello) => {
  const fixture = await startFixture(handler, { limits });
  open.push(fixture);
  return fixture;
};
const held: ServerResponse[] = [];
const hello: Parameters<typeof startFixture>[0] = (request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  } else if (request.url === '/held') held.push(response);
  else response.end('hello');
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((fixture) => fixture.stop()));
});

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

describe('TLS', () => {
  test.each([
    ['TLSv1', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'],
    ['TLSv1.1', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-SHA'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-SHA256'],
    ['TLSv1.2', 'AES128-GCM-SHA256'],
  ] as const)('%s with %s is refused', async (version, ciphers) => {
    const fixture = await start();
    const asked = openTls(fixture.front.port, { minVersion: version, maxVersion: version, ciphers });
    await expect(asked).rejects.toThrow(/alert|handshake|no cipher|ECONNRESET|disconnected/i);
  });

  test.each([
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384'],
  ] as const)('%s with %s is spoken', async (version, ciphers) => {
    const fixture = await start();
    const socket = await openTls(fixture.front.port, { minVersion: version, maxVersion: version, ciphers });
    expect([socket.getProtocol(), socket.getCipher().name]).toEqual([version, ciphers]);
    socket.destroy();
  });

  test('renegotiation is refused', async () => {
    const fixture = await start();
    const socket = await openTls(fixture.front.port, { maxVersion: 'TLSv1.2' });
    const outcome = await new Promise((resolve) => {
      socket.once('close', () => resolve('refused'));
      socket.renegotiate({}, (error) => resolve(error === null ? 'renegotiated' : 'refused'));
    });
    expect(outcome).toBe('refused');
    socket.destroy();
  });

  test('another protocol by ALPN is refused', async () => {
    const fixture = await start();
    await expect(openTls(fixture.front.port, { ALPNProtocols: ['spdy/3'] })).rejects.toThrow();
  });

  test('a new certificate is served to the next connection, and a wrong pair is refused', async () => {
    const fixture = await start();
    const next = await issueCertificate();
    fixture.front.setCertificate(next);
    const socket = await openTls(fixture.front.port);
    expect(sha256OfDer(socket.getPeerCertificate().raw)).toBe(next.sha256);
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
    const other = await issueCertificate();
    expect(() => fixture.front.setCertificate({ key: other.key, cert: next.cert })).toThrow(/private key/);
    expect(statusOf(await say(fixture.front.port, GET))).toBe(200);
  });
});

describe('limits', () => {
  test('connections that say nothing, or stop within the handshake, are closed', async () => {
    const { front } = await start({ handshakeMs: 100 });
    const silent = await openTcp(front.port);
    expect(await untilClosed(silent)).toBe('');
    await sayPlain(front.port, Buffer.from('1603010200010001fc0303', 'hex'));
  });

  test('headers that drip in are cut off', async () => {
    const { front } = await start({ headersMs: 150, requestMs: 1000, checkEveryMs: 30 });
    const socket = await openTls(front.port);
    const answer = untilClosed(socket);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => socket.write('X: y\r\n'), 20);
    expect(statusOf(await answer)).toBe(408);
    clearInterval(drip);
  });

  test.each(['h1', 'h2'])('a body that drips in is cut off (%s)', async (protocol) => {
    const { front } = await start(
      { requestMs: 150, headersMs: 100, checkEveryMs: 30 },
      (request) => void request.resume(),
    );
    if (protocol === 'h1') {
      const socket = await openTls(front.port);
      const answer = untilClosed(socket);
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx');
      expect(statusOf(await answer)).toBe(408);
      return;
    }
    const session = openHttp2(front.port);
    const stream = session.request({ ':authority': 'a', ':path': '/', ':method': 'POST' });
    stream.on('error', () => {});
    stream.write('x');
    expect(await new Promise((resolve) => stream.on('response', (headers) => resolve(headers[':status'])))).toBe(408);
    session.destroy();
  });

  test('idle connections are closed, event streams live on', async () => {
    const { front } = await start({ idleMs: 100 });
    const idle = await openTls(front.port);
    const idleAnswer = untilClosed(idle);
    idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const events = openHttp2(front.port);
    const stream = events.request({ ':authority': 'a', ':path': '/events' });
    await new Promise((resolve) => stream.once('data', resolve));
    const idleSession = openHttp2(front.port);
    await ask(idleSession, {});
    await new Promise<void>((resolve) => idleSession.once('close', () => resolve()));
    expect(statusOf(await idleAnswer)).toBe(200);
    expect(stream.closed || events.closed).toBe(false);
    expect(await ask(events, {})).toMatchObject({ status: 200 });
    events.destroy();
  });

  test('one address gets so many connections, and gets one again when another ends', async () => {
    const { front } = await start({ maxConnectionsPerAddress: 2 });
    const [first, second] = [await openTls(front.port), await openTls(front.port)];
    await expect(openTls(front.port)).rejects.toThrow();
    const closed = untilClosed(first);
    first.end();
    await closed;
    expect(statusOf(await say(front.port, GET))).toBe(200);
    second.destroy();
  });
});

test('garbage and mutated handshakes never take it down', async () => {
  const fixture = await start({ handshakeMs: 200, headersMs: 200 });
  const hellos = await recordHello();
  let seed = 20_260_101;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const mutate = (): Buffer => {
    const bytes = Buffer.from(hellos);
    if (random(5) === 0) return Buffer.from(Array.from({ length: 1 + random(300) }, () => random(256)));
    for (let changes = 1 + random(8); changes > 0; changes -= 1) bytes[random(bytes.length)] = random(256);
    return random(3) === 0 ? bytes.subarray(0, 1 + random(bytes.length)) : bytes;
  };
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(Array.from({ length: 25 }, () => sayAndLeave(fixture.front.port, mutate())));
  }
  expect(statusOf(await say(fixture.front.port, GET))).toBe(200);
}, 30_000);

/** Ends its side, so that a front that waits for more bytes is not waited for here. */
async function sayAndLeave(port: number, bytes: Buffer): Promise<void> {
  const socket = await openTcp(port);
  const closed = untilClosed(socket);
  socket.end(bytes);
  await closed;
}

function recordHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) =>
      socket.once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
        server.close();
      }),
    ).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) openTls(address.port).catch(() => {});
    });
  });
}

describe('closing', () => {
  test('lets answers finish, ends event streams, and accepts nothing more', async () => {
    const { front } = await start({ drainMs: 5_000 });
    const session = openHttp2(front.port);
    const goaway = new Promise<number>((resolve) => session.once('goaway', resolve));
    const events = session.request({ ':authority': 'a', ':path': '/events' });
    const ended = new Promise<void>((resolve) => events.once('end', resolve));
    await new Promise((resolve) => events.once('data', resolve));
    const h1Events = await openTls(front.port);
    const h1Ended = untilClosed(h1Events);
    h1Events.write('GET /events HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => h1Events.once('data', resolve));
    const idle = await openTls(front.port);
    const silent = await openTcp(front.port);
    const slow = say(front.port, 'GET /held HTTP/1.1\r\nHost: a\r\n\r\n');
    const h2Slow = ask(session, { ':path': '/held' });
    while (held.length < 2) await ask(session, {});
    const started = Date.now();
    const closed = front.close();
    expect(await goaway).toBe(0);
    await ended;
    for (const response of held.splice(0)) response.end('slow but complete');
    expect(await h1Ended).toMatch(/data: 1\n\n\r\n0\r\n\r\n$/);
    expect(await slow).toContain('slow but complete');
    expect(await h2Slow).toMatchObject({ status: 200, body: 'slow but complete' });
    await closed;
    expect(Date.now() - started).toBeLessThan(3_000);
    await expect(openTcp(front.port)).rejects.toThrow(/ECONNREFUSED/);
    for (const socket of [idle, silent]) socket.destroy();
  });

  test('cuts off what does not finish in the drain time; closing twice is one closing', async () => {
    const { front } = await start({ drainMs: 100 }, () => {});
    const answer = say(front.port, GET);
    const session = openHttp2(front.port);
    const hanging = ask(session, {});
    await ask(session, { ':path': '/healthz' });
    await Promise.all([front.close(), front.close()]);
    expect(await answer).toBe('');
    expect((await hanging).status).toBe(0);
  });
});

test('an occupied port is named together with the flag that changes it', async () => {
  const { front } = await start();
  const certificate = await issueCertificate();
  const log = { info() {}, warn() {}, error() {} };
  const upstream = { host: '127.0.0.1', port: 1 };
  const asked = startFront({
    host: '127.0.0.1',
    port: front.port,
    upstream,
    secret: 's',
    certificate,
    hsts: false,
    log,
  });
  const error = await asked.catch((reason: unknown) => reason);
  if (!isAppError(error)) throw new Error('expected an AppError');
  expect(error.code).toBe('unavailable');
  expect(error.message).toContain(String(front.port));
  expect(error.message).toContain('--port');
});

test('HSTS is said only when asked for', async () => {
  const { front } = await start();
  expect(await say(front.port, GET)).not.toMatch(/strict-transport-security/i);
  const strict = await startFixture(hello, { hsts: true });
  open.push(strict);
  expect(await say(strict.front.port, GET)).toMatch(/strict-transport-security: max-age=31536000/i);
});
