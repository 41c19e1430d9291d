import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { bodyOf, type Fixture, openTls, say, startFixture, statusOf, untilClosed } from './testing/front-fixture';

const open: Fixture[] = [];
const start = async (...args: Parameters<typeof startFixture>) => {
  const fixture = await startFixture(...args);
  open.push(fixture);
  return fixture;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((fixture) => fixture.stop()));
});

const CLOSE = 'Connection: close\r\n';
const GET = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;

describe('what is said of a request whose answer got lost', () => {
  const ask = async (fixture: Fixture, method: string) => {
    const answer = await say(
      fixture.front.port,
      `${method} / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(answer)).toBe(503);
    return { ...JSON.parse(bodyOf(answer)), retryAfter: /\r\nretry-after:/i.test(answer) };
  };

  test('a POST that was sent may have taken effect, a GET changes nothing', async () => {
    const fixture = await start((request) => void request.socket.destroy());
    expect(await ask(fixture, 'POST')).toMatchObject({
      message: 'It is not known whether this request took effect; look before you repeat it.',
      retryable: false,
      retryAfter: false,
    });
    const read = { message: expect.stringContaining('Nothing was changed'), retryable: true, retryAfter: true };
    expect(await ask(fixture, 'GET')).toMatchObject(read);
  });

  test('a POST that found no web process changed nothing', async () => {
    const fixture = await start(() => {});
    await new Promise((resolve) => fixture.upstream.close(resolve));
    expect(await ask(fixture, 'POST')).toMatchObject({
      message: expect.stringContaining('Nothing was changed'),
      retryable: true,
    });
  });
});

describe('patience with the web process', () => {
  test('begins when the body has been sent, not when it began', async () => {
    const handler: RequestListener = (request, response) =>
      void request.resume().once('end', () => response.end('all there'));
    const fixture = await start(handler, { limits: { upstreamMs: 150 } });
    const socket = await openTls(fixture.front.port);
    const answer = untilClosed(socket);
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 5\r\n\r\n`);
    for (const letter of 'hello') {
      await pause(80);
      socket.write(letter);
    }
    const text = await answer;
    expect(statusOf(text)).toBe(200);
    expect(bodyOf(text)).toContain('all there');
  });

  test('ends also for a POST that never gets its answer', async () => {
    const fixture = await start((request) => void request.resume(), { limits: { upstreamMs: 100 } });
    const post = `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 2\r\n\r\n{}`;
    expect(statusOf(await say(fixture.front.port, post))).toBe(503);
  });

  test('is over when it closes without an answer and without an error', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const fixture = await start(() => {}, { upstream: { host: '127.0.0.1', port } });
    expect(statusOf(await say(fixture.front.port, GET('/', CLOSE)))).toBe(503);
    server.close();
  });
});
