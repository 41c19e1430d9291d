import { afterEach, describe, expect, test } from 'vitest';
import type { Limits } from '.';
import { sayPlain, startFixture, statusOf } from './testing/front-fixture';

const open: { stop(): Promise<void> }[] = [];
const start = async (limits: Partial<Limits> = {}) => {
  const fixture = await startFixture((_request, response) => void response.end('in the clear'), { limits });
  open.push(fixture);
  return fixture;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((fixture) => fixture.stop()));
});

describe('plain HTTP on the TLS port', () => {
  test('is shown the way', async () => {
    const { front } = await start();
    const answer = await sayPlain(front.port, `GET /a?b=c HTTP/1.1\r\nHost: Dash.example:${front.port}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 308 /);
    expect(answer).toContain(`\r\nlocation: https://dash.example:${front.port}/a?b=c\r\n`);
  });

  test.each([
    'GET //evil.example HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\n\r\n',
    `GET /${'a'.repeat(30_000)}`,
  ])('%s gets 400', async (bytes) => {
    const { front } = await start();
    expect(statusOf(await sayPlain(front.port, bytes))).toBe(400);
  });

  test('an unfinished one ends by itself', async () => {
    const { front } = await start({ headersMs: 100 });
    expect(await sayPlain(front.port, 'GET / HT')).toBe('');
  });
});
