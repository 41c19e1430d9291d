import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bodyOf, type Fixture, openTls, say, startFixture, statusOf, untilClosed } from './testing/front-fixture';

let fixture: Fixture;
let reached: string[] = [];
beforeAll(async () => {
  fixture = await startFixture(
    (request, response) => {
      reached.push(`${request.method} ${request.url}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => {});
      request.on('end', () => {
        if (request.url === '/headers') response.end(JSON.stringify(request.rawHeaders));
        else response.end(`${request.method}:${Buffer.concat(chunks).toString()}`);
      });
    },
    { limits: { maxBodyBytes: 1000, maxPipelined: 4, lingerMs: 2_000 } },
  );
});
afterAll(() => fixture.stop());

const get = (head: string) => say(fixture.front.port, `${head}\r\n\r\n`);

describe('refused, and the connection with it', () => {
  test.each([
    ['length and coding', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked'],
    ['coding and length', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3'],
    ['gzip, chunked', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked'],
    ['chunked, identity', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity'],
    ['identity', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity'],
    ['xchunked', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked'],
    ['chunked with vertical tab', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked'],
    ['two codings', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
    ['folded coding', 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked'],
    ['coding in HTTP/1.0', 'POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked'],
    ['differing lengths', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4'],
    ['equal lengths twice', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3'],
    ['list of lengths', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3'],
    ['signed length', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +3'],
    ['negative length', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -3'],
    ['hexadecimal length', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3'],
    ['space before colon', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length : 3'],
    ['no host', 'GET /x HTTP/1.1\r\nX-A: b'],
    ['no host in HTTP/1.0', 'GET /x HTTP/1.0\r\nX-A: b'],
    ['two hosts', 'GET /x HTTP/1.1\r\nHost: a\r\nHost: b'],
    ['the same host twice', 'GET /x HTTP/1.1\r\nHost: a\r\nhost: a'],
    ['empty host', 'GET /x HTTP/1.1\r\nHost: '],
    ['host with path', 'GET /x HTTP/1.1\r\nHost: a/b'],
    ['host with user', 'GET /x HTTP/1.1\r\nHost: u@a'],
    ['host with bad port', 'GET /x HTTP/1.1\r\nHost: a:99999'],
    ['absolute form', 'GET http://a/x HTTP/1.1\r\nHost: a'],
    ['absolute form, https', 'GET https://a/x HTTP/1.1\r\nHost: a'],
    ['asterisk form', 'OPTIONS * HTTP/1.1\r\nHost: a'],
    ['dot segments', 'GET /a/../x HTTP/1.1\r\nHost: a'],
    ['encoded dot segments', 'GET /a/%2e%2e/x HTTP/1.1\r\nHost: a'],
    ['single dot', 'GET /./x HTTP/1.1\r\nHost: a'],
    ['empty segment', 'GET //x HTTP/1.1\r\nHost: a'],
    ['backslash', 'GET /a\\x HTTP/1.1\r\nHost: a'],
    ['encoded slash', 'GET /a%2fx HTTP/1.1\r\nHost: a'],
    ['encoded backslash', 'GET /a%5Cx HTTP/1.1\r\nHost: a'],
    ['encoded NUL', 'GET /a%00 HTTP/1.1\r\nHost: a'],
    ['encoded line feed', 'GET /a%0a HTTP/1.1\r\nHost: a'],
    ['control character', 'GET /a\u0001 HTTP/1.1\r\nHost: a'],
    ['non-ASCII', 'GET /\u00e4 HTTP/1.1\r\nHost: a'],
    ['malformed escape', 'GET /a%zz HTTP/1.1\r\nHost: a'],
    ['overlong UTF-8', 'GET /a%c0%af HTTP/1.1\r\nHost: a'],
    ['fragment', 'GET /a#x HTTP/1.1\r\nHost: a'],
    ['bare CR in a value', 'GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\rc'],
    ['bare LF in a value', 'GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\nX-B: c'],
    ['NUL in a value', 'GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\u0000c'],
    ['folded value', 'GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c'],
    ['folded first header', 'GET /x HTTP/1.1\r\nHost: a\r\n X-A: c'],
    ['space in a name', 'GET /x HTTP/1.1\r\nHost: a\r\nX A: b'],
    ['upgrade', 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket'],
    ['upgrade to h2c', 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c'],
    ['bare LF lines', 'GET /x HTTP/1.1\nHost: a\n\n'],
    ['preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM'],
  ])('%s', async (_name, head) => {
    reached = [];
    // What follows would be the smuggled request.
    const answer = await get(`${head}\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a`);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toMatch(/connection: close/i);
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1);
    expect(reached).toEqual([]);
  });

  test.each([
    ['TRACE', 405],
    ['PROPFIND', 405],
    ['CONNECT', 405],
    ['BREW', 501],
  ])('method %s', async (method, status) => {
    const target = method === 'CONNECT' ? 'a:443' : '/';
    expect(statusOf(await get(`${method} ${target} HTTP/1.1\r\nHost: a`))).toBe(status);
  });

  test('a malformed chunk is refused and cuts the upstream request', async () => {
    reached = [];
    const answer = await get('POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0');
    expect(statusOf(answer)).toBe(400);
    expect(answer).not.toContain('POST:');
  });

  test('too many and too long headers', async () => {
    expect(statusOf(await get(`GET / HTTP/1.1\r\nHost: a${'\r\nX: y'.repeat(150)}`))).toBe(431);
    expect(statusOf(await get(`GET / HTTP/1.1\r\nHost: a${'\r\nX: y'.repeat(2500)}\r\nContent-Length: 3`))).toBe(431);
    expect(statusOf(await get(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}`))).toBe(431);
    expect(statusOf(await get(`GET /${'y'.repeat(9_000)} HTTP/1.1\r\nHost: a`))).toBe(414);
  });
});

describe('served', () => {
  test('a keep-alive connection carries several requests, pipelined ones in order', async () => {
    const head = (path: string, last = false) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    const answer = await say(fixture.front.port, head('/1') + head('/2') + head('/3', true));
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  });

  test('as many pipelined requests as the limit are answered; one more while they wait ends the connection', async () => {
    const held: (() => void)[] = [];
    const patient = await startFixture((_request, response) => void held.push(() => response.end('late')), {
      limits: { maxPipelined: 4 },
    });
    const head = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const ask = async (count: number) => {
      const socket = await openTls(patient.front.port);
      socket.write(head.repeat(count));
      await vi.waitFor(() => expect(held).toHaveLength(4));
      return { socket, answer: untilClosed(socket) };
    };
    const served = await ask(4);
    for (const release of held.splice(0)) release();
    await vi.waitFor(() => expect(patient.samples.filter(({ status }) => status === 200)).toHaveLength(4));
    served.socket.end();
    expect((await served.answer).match(/HTTP\/1\.1 200/g)).toHaveLength(4);
    const greedy = await ask(4);
    greedy.socket.write(head);
    expect(await greedy.answer).toBe('');
    expect(held).toHaveLength(4);
    await patient.stop();
  });

  test('garbage behind a request does not take the place of its answer', async () => {
    reached = [];
    const whole = 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
    for (const garbage of [
      '\u0000\u0001 garbage\r\n\r\n',
      `POST /y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n',
    ]) {
      const answer = await say(fixture.front.port, `${whole}${whole}${garbage}`);
      expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
      expect(answer.match(/POST:hello/g)).toHaveLength(2);
    }
    expect(reached.filter((line) => line === 'POST /x')).toHaveLength(6);
  });

  test('garbage alone is answered like any refusal', async () => {
    const answer = await say(fixture.front.port, 'GET / HTTP/1.1\r\n\u0000\u0001 garbage\r\n\r\n');
    expect(statusOf(answer)).toBe(400);
    const requestId = /\r\nx-request-id: (\S+)\r\n/.exec(answer)?.[1];
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ ok: false, requestId });
    expect(answer).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
    expect(answer).toMatch(/\r\ncontent-security-policy: default-src 'none'/);
    expect(fixture.lines.join('\n')).toContain(requestId);
  });

  test('a chunked body arrives, its trailers and extensions do not', async () => {
    const body = '5;ext=1\r\nhello\r\n0\r\nX-Trailer: evil\r\n\r\n';
    const answer = await say(
      fixture.front.port,
      `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Trailer\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(bodyOf(answer)).toContain('POST:hello');
  });

  test('forged headers never arrive, ours do, over the real wire', async () => {
    const forged =
      'X-Forwarded-For: 1.2.3.4\r\nx_chainward_front: guess\r\nClient-Cert: :AAAA:\r\nX-Middleware-Subrequest: middleware';
    const answer = await get(
      `GET /headers HTTP/1.1\r\nHost: A.example:8443\r\nConnection: close, x-hop\r\nX-Hop: 1\r\n${forged}`,
    );
    const sent = JSON.parse(bodyOf(answer)) as string[];
    const value = (name: string) =>
      sent.flatMap((each, index) => (index % 2 === 0 && each.toLowerCase() === name ? [sent[index + 1]] : []));
    expect(value('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(value('x-forwarded-proto')).toEqual(['https']);
    expect(value('x-forwarded-host')).toEqual(['a.example:8443']);
    expect(value('host')).toEqual(['a.example:8443']);
    expect(value('x-chainward-front')).toEqual(['the-secret']);
    expect(value('x-chainward-tls')).toEqual([expect.stringMatching(/^TLSv1\.3 TLS_/)]);
    expect(JSON.stringify(sent)).not.toMatch(/guess|AAAA|subrequest|x-hop/i);
    const requestId = value('x-request-id')[0];
    expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(answer).toContain(`x-request-id: ${requestId}`);
    expect(fixture.samples.at(-1)).toMatchObject({
      requestId,
      forgedHeaders: 4,
      status: 200,
      protocol: 'h1',
      refusal: null,
    });
  });

  test('Expect: 100-continue is answered before the body is sent, and refused when the body would be', async () => {
    const socket = await openTls(fixture.front.port);
    const answer = untilClosed(socket);
    const headOf = (length: number) =>
      `POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
    socket.write(headOf(5));
    socket.once('data', () => socket.write('hello'));
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
    expect(text).toContain('POST:hello');
    const refused = await say(fixture.front.port, headOf(5000));
    expect(refused).toMatch(/^HTTP\/1\.1 413/);
  });

  test('a body above the limit gets 413, stated or not, and the answer arrives', async () => {
    const stated = `POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5000)}`;
    expect(statusOf(await say(fixture.front.port, stated))).toBe(413);
    const chunks = `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${`1f4\r\n${'x'.repeat(500)}\r\n`.repeat(9)}0\r\n\r\n`;
    expect(statusOf(await say(fixture.front.port, chunks))).toBe(413);
  });

  test('a client that writes its whole body before it reads still gets the 413', async () => {
    const socket = await openTls(fixture.front.port);
    socket.pause();
    const body = Buffer.alloc(8_000_000, 'x');
    socket.write(`POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`);
    const failure = await new Promise((resolve) => socket.write(body, resolve));
    expect(failure ?? null).toBeNull();
    const answer = untilClosed(socket);
    socket.resume();
    expect(statusOf(await answer)).toBe(413);
  });

  test('health is ours, metrics are not for visitors, readiness goes on', async () => {
    const close = ' HTTP/1.1\r\nHost: a\r\nConnection: close';
    reached = [];
    expect(bodyOf(await get(`GET /healthz${close}`))).toBe('{"status":"ok"}');
    const head = await get(`HEAD /healthz${close}`);
    expect([statusOf(head), bodyOf(head)]).toEqual([200, '']);
    expect(statusOf(await get(`POST /healthz${close}`))).toBe(405);
    for (const path of ['/metrics', '/metrics/', '/Metrics', '/metrics?x', '/metrics/a']) {
      expect(statusOf(await get(`GET ${path}${close}`)), path).toBe(404);
    }
    expect(reached).toEqual([]);
    await get(`GET /readyz${close}`);
    expect(reached).toEqual(['GET /readyz']);
  });
});
