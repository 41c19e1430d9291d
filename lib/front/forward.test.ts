import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { FrontSample } from '.';
import {
  ask,
  bodyOf,
  type Fixture,
  openHttp2,
  openTls,
  say,
  startFixture,
  statusOf,
  untilClosed,
} from './testing/front-fixture';

const open: Fixture[] = [];
const start = async (...args: Parameters<typeof startFixture>) => {
  const fixture = await startFixture(...args);
  open.push(fixture);
  return fixture;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((fixture) => fixture.stop()));
});

const GET = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const CLOSE = 'Connection: close\r\n';
const deferred = <T>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

describe('streaming', () => {
  test('events flow at once, one by one, in both protocols', async () => {
    const { promise: stream, resolve } = deferred<{ write(text: string): void; end(): void }>();
    const fixture = await start((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      if (request.url === '/1') resolve(response);
      else response.write('data: h2\n\n');
    });
    const socket = await openTls(fixture.front.port);
    const arrived: string[] = [];
    const waiting: { text: string; done(): void }[] = [];
    socket.on('data', (chunk: Buffer) => {
      arrived.push(chunk.toString());
      for (const each of waiting) if (arrived.join('').includes(each.text)) each.done();
    });
    const until = (text: string) =>
      new Promise<void>((done) => (arrived.join('').includes(text) ? done() : void waiting.push({ text, done })));
    socket.write(GET('/1'));
    // The headers alone, before any event.
    await until('text/event-stream');
    const upstream = await stream;
    for (const event of ['data: one', 'data: two']) {
      upstream.write(`${event}\n\n`);
      await until(event);
    }
    socket.destroy();
    const session = openHttp2(fixture.front.port);
    const h2 = session.request({ ':authority': 'a', ':path': '/2' });
    expect(String(await new Promise((done) => h2.once('data', done)))).toBe('data: h2\n\n');
    session.destroy();
  });

  test('a client that does not read slows the web process down, and is given up after a while', async () => {
    let sent = 0;
    const done = deferred<FrontSample>();
    const fixture = await start(
      (_request, response) => {
        const pump = () => {
          let goesOn = !response.destroyed;
          while (goesOn) {
            sent += 16_384;
            goesOn = response.write(Buffer.alloc(16_384));
          }
          response.once('drain', pump);
        };
        pump();
      },
      { limits: { stallMs: 300 }, onRequest: done.resolve },
    );
    const socket = await openTls(fixture.front.port);
    socket.pause();
    socket.write(GET('/'));
    await done.promise;
    expect(sent).toBeGreaterThan(100_000);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
  });

  test('a large body passes both ways unchanged', async () => {
    const fixture = await start((request, response) => void request.pipe(response));
    const body = Buffer.alloc(3_000_000, 'abcdefg');
    const session = openHttp2(fixture.front.port);
    const answer = await ask(session, { ':method': 'POST' }, body);
    expect(answer.body === body.toString()).toBe(true);
    session.destroy();
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: ${body.length}\r\n\r\n`;
    const raw = await say(fixture.front.port, Buffer.concat([Buffer.from(head), body]));
    expect(raw.length).toBeGreaterThan(body.length);
  });
});

describe('when one side goes away', () => {
  test.each(['h1', 'h2'])('a client that leaves ends the upstream request (%s)', async (protocol) => {
    const gone = deferred<void>();
    const begun = deferred<void>();
    const fixture = await start((_request, response) => {
      response.on('close', () => gone.resolve());
      response.write('first');
      begun.resolve();
    });
    if (protocol === 'h1') {
      const socket = await openTls(fixture.front.port);
      socket.write(GET('/'));
      await begun.promise;
      socket.destroy();
    } else {
      const session = openHttp2(fixture.front.port);
      const stream = session.request({ ':authority': 'a', ':path': '/' });
      stream.on('error', () => {});
      await begun.promise;
      stream.close();
      await gone.promise;
      session.destroy();
    }
    await gone.promise;
  });

  test('a body that breaks off never looks complete to the web process', async () => {
    const outcome = deferred<string>();
    const fixture = await start((request) => {
      request.on('error', () => {});
      request.on('data', () => socket.destroy());
      request.on('end', () => outcome.resolve('complete'));
      request.on('aborted', () => outcome.resolve('aborted'));
    });
    const socket = await openTls(fixture.front.port);
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    expect(await outcome.promise).toBe('aborted');
  });

  test('an answer that breaks off never looks complete to the client', async () => {
    const handler: RequestListener = (_request, response) => {
      response.write('partial', () => response.destroy());
    };
    const fixture = await start(handler);
    const raw = await say(fixture.front.port, GET('/'));
    expect(raw).toContain('partial');
    expect(raw).not.toMatch(/\r\n0\r\n\r\n$/);
    const session = openHttp2(fixture.front.port);
    const answer = await ask(session, {});
    expect(answer.code).not.toBe(0);
    session.destroy();
  });
});

describe('when the web process is not there', () => {
  test('503 with a page for people and JSON for machines, then service again', async () => {
    const fixture = await start((_request, response) => void response.end('back'));
    await new Promise((resolve) => {
      fixture.upstream.close(resolve);
      fixture.upstream.closeAllConnections();
    });
    const page = await say(fixture.front.port, GET('/', `${CLOSE}Accept: text/html,*/*\r\n`));
    expect(statusOf(page)).toBe(503);
    expect(page).toMatch(/\r\nretry-after: \d+\r\n/i);
    expect(page).toMatch(/content-security-policy: default-src 'none'; style-src 'sha256-/i);
    expect(bodyOf(page)).toContain('prefers-color-scheme');
    expect(bodyOf(page)).not.toMatch(/<script|http:|https:/);
    const requestId = /x-request-id: (\S+)/.exec(page)?.[1];
    expect(bodyOf(page)).toContain(requestId);
    const json = await say(
      fixture.front.port,
      `POST /x HTTP/1.1\r\nHost: a\r\n${CLOSE}Accept: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(json)).toBe(503);
    expect(JSON.parse(bodyOf(json))).toMatchObject({
      ok: false,
      code: 'unavailable',
      retryable: true,
      requestId: expect.any(String),
    });
    await new Promise<void>((resolve) => fixture.upstream.listen(fixture.upstreamPort, '127.0.0.1', resolve));
    expect(bodyOf(await say(fixture.front.port, GET('/', CLOSE)))).toContain('back');
  });

  test('one that accepts and never answers gets its time, then 503', async () => {
    const fixture = await start(() => {}, { limits: { upstreamMs: 100 } });
    expect(statusOf(await say(fixture.front.port, GET('/', CLOSE)))).toBe(503);
  });
});

describe('kept upstream connections', () => {
  /** Answers the first request of each connection and cuts the connection at the second. */
  async function treacherous(): Promise<{ server: Server; port: number; seen: string[] }> {
    const seen: string[] = [];
    const server = createServer((socket) => {
      let count = 0;
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        count += 1;
        seen.push(`${count} ${chunk.toString().split(' ', 1)[0]}`);
        if (count > 1) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return { server, port: typeof address === 'object' && address !== null ? address.port : 0, seen };
  }

  test('a GET on a dead one is tried once more, a POST never uses one', async () => {
    const upstream = await treacherous();
    const fixture = await start(() => {}, { upstream: { host: '127.0.0.1', port: upstream.port } });
    const statuses: number[] = [];
    for (const method of ['GET', 'POST', 'GET']) {
      const more = method === 'POST' ? 'Content-Length: 0\r\n' : '';
      statuses.push(statusOf(await say(fixture.front.port, `${method} / HTTP/1.1\r\nHost: a\r\n${more}${CLOSE}\r\n`)));
    }
    expect(statuses).toEqual([200, 200, 200]);
    // The POST had a kept connection to choose and took its own; the second GET met the dead one.
    expect(upstream.seen).toEqual(['1 GET', '1 POST', '2 GET', '1 GET']);
    upstream.server.close();
  });

  test('a fresh connection that dies is not tried again', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const fixture = await start(() => {}, { upstream: { host: '127.0.0.1', port } });
    expect(statusOf(await say(fixture.front.port, GET('/', CLOSE)))).toBe(503);
    expect(connections).toBe(1);
    server.close();
  });
});

test('an early answer to a long upload closes the connection after it', async () => {
  const fixture = await start((_request, response) => void response.writeHead(401).end('no'));
  const socket = await openTls(fixture.front.port);
  const answer = untilClosed(socket);
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhello');
  const text = await answer;
  expect(statusOf(text)).toBe(401);
  expect(text).toMatch(/connection: close/i);
});
