import { constants } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Fixture, openHttp2, startFixture } from './testing/front-fixture';

let fixture: Fixture;
let reached: string[] = [];
beforeAll(async () => {
  fixture = await startFixture(
    (request, response) => {
      reached.push(`${request.method} ${request.url}`);
      const chunks: Buffer[] = [];
      request.on('error', () => {});
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('set-cookie', ['a=1', 'b=2']);
        response.setHeader('connection', 'x-hop');
        response.setHeader('x-hop', '1');
        response.setHeader('server', 'inside');
        response.end(JSON.stringify({ headers: request.headers, body: Buffer.concat(chunks).toString() }));
      });
    },
    { limits: { maxBodyBytes: 100_000, maxResets: 20, maxStreams: 50 } },
  );
});
afterAll(() => fixture.stop());

async function withSession<T>(work: (session: ReturnType<typeof openHttp2>) => Promise<T>): Promise<T> {
  const session = openHttp2(fixture.front.port);
  try {
    return await work(session);
  } finally {
    session.destroy();
  }
}

test('is spoken over TLS 1.3 and becomes HTTP/1.1 with one host', async () => {
  const answer = await withSession((session) => ask(session, { cookie: ['a=1', 'b=2'], 'x-forwarded-for': '1.2.3.4' }));
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-content-type-options': 'nosniff' });
  expect(answer.headers).not.toHaveProperty('x-hop');
  expect(answer.headers).not.toHaveProperty('server');
  const { headers } = JSON.parse(answer.body);
  expect(headers).toMatchObject({ host: 'front.test', cookie: 'a=1; b=2', 'x-forwarded-for': '127.0.0.1' });
  expect(Object.keys(headers).filter((name) => name.startsWith(':'))).toEqual([]);
  expect(fixture.samples.at(-1)).toMatchObject({ protocol: 'h2', forgedHeaders: 1 });
});

test('a body arrives with and without a stated length; many streams share a session', async () => {
  await withSession(async (session) => {
    const body = 'x'.repeat(90_000);
    const answers = await Promise.all([
      ask(session, { ':method': 'POST' }, body),
      ask(session, { ':method': 'POST', 'content-length': 5 }, 'hello'),
      ask(session, { ':method': 'POST' }),
      ...Array.from({ length: 40 }, () => ask(session, {})),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(43).fill(200));
    expect(answers.slice(0, 3).map((answer) => JSON.parse(answer.body).body)).toEqual([body, 'hello', '']);
  });
});

describe('refused', () => {
  test.each([
    [{ ':path': '//x' }],
    [{ ':path': '/a/../x' }],
    [{ ':path': '/a%2fx' }],
    [{ ':path': '/a\\x' }],
    [{ ':path': '/a%00' }],
    [{ ':path': '/a#x' }],
    [{ ':path': '*', ':method': 'OPTIONS' }],
    [{ ':path': 'https://a/x' }],
    [{ ':scheme': 'http' }],
    [{ ':authority': 'a/b' }],
    [{ ':authority': 'a', host: 'b' }],
  ])('%j', async (headers) => {
    reached = [];
    const answer = await withSession((session) => ask(session, headers));
    // nghttp2 itself resets some of these before we see them.
    if (answer.status !== 0) expect(answer.status).toBe(400);
    else expect(answer.code).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
    expect(reached).toEqual([]);
  });

  test('methods', async () => {
    await withSession(async (session) => {
      expect(await ask(session, { ':method': 'TRACE' })).toMatchObject({ status: 405 });
      expect(await ask(session, { ':method': 'BREW' })).toMatchObject({ status: 501 });
    });
  });

  test('too large a body gets 413, stated or counted, and the session lives on', async () => {
    await withSession(async (session) => {
      const body = Buffer.alloc(300_000);
      expect(await ask(session, { ':method': 'POST', 'content-length': body.length }, body)).toMatchObject({
        status: 413,
      });
      expect(await ask(session, { ':method': 'POST' }, body)).toMatchObject({ status: 413 });
      expect(await ask(session, {})).toMatchObject({ status: 200 });
    });
  });

  test('too many headers', async () => {
    const many = Object.fromEntries(Array.from({ length: 104 }, (_each, index) => [`x-${index}`, 'y']));
    expect(await withSession((session) => ask(session, many))).toMatchObject({ status: 431 });
  });
});

test('health is answered here, also to HEAD', async () => {
  reached = [];
  await withSession(async (session) => {
    expect(await ask(session, { ':path': '/healthz' })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await ask(session, { ':path': '/healthz', ':method': 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await ask(session, { ':path': '/metrics' })).toMatchObject({ status: 404 });
  });
  expect(reached).toEqual([]);
});

test('100-continue', async () => {
  await withSession(async (session) => {
    const stream = session.request({ ':authority': 'a', ':path': '/', ':method': 'POST', expect: '100-continue' });
    const status = await new Promise((resolve) => {
      stream.on('continue', () => stream.end('late'));
      stream.on('response', (headers) => resolve(headers[':status']));
    });
    expect(status).toBe(200);
    stream.close();
  });
});

test('a session that resets more streams than the limit is told to calm down', async () => {
  const session = openHttp2(fixture.front.port);
  const goaway = new Promise<number>((resolve) => session.on('goaway', resolve));
  const closed = new Promise<void>((resolve) => session.on('close', () => resolve()));
  await ask(session, {});
  for (let index = 0; index < 40; index += 1) {
    const stream = session.request({ ':authority': 'a', ':path': '/' });
    stream.on('error', () => {});
    stream.resume();
    stream.close(constants.NGHTTP2_CANCEL);
  }
  expect(await goaway).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await closed;
  expect(fixture.lines.join()).toContain('too many streams reset');
});
