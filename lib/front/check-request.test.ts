import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRequest, type RequestHead } from './check-request';
import { normalHost, targetFault } from './check-target';
import { DEFAULT_LIMITS } from './limits';

const check = (more: Partial<RequestHead> = {}) =>
  checkRequest(
    { version: '1.1', method: 'GET', target: '/', rawHeaders: ['Host', 'a.example'], ...more },
    DEFAULT_LIMITS,
  );
const withHeaders = (...rawHeaders: string[]) => check({ rawHeaders: ['Host', 'a.example', ...rawHeaders] });

describe('targets', () => {
  test.each([
    'http://a.example/',
    '*',
    '',
    'a.example:443',
    '//evil.example/',
    '/a//b',
    '/./a',
    '/a/.',
    '/a/..',
    '/../a',
    '/a/../b',
    '/%2e%2e/a',
    '/.%2E/a',
    '/a/%2e',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '/a%00b',
    '/a%0ab',
    '/a%7f',
    '/a%c2%80',
    '/a%',
    '/a%4',
    '/a%zz',
    '/a%c0%af',
    '/a%ff',
    '/a%41',
    '/%6detrics',
    '/a%7eb',
    '/a#b',
    '/a?b#c',
    '/a b',
    '/ä',
    '/a?ä',
    '/a\u0000',
    '/a\r\n',
    '/a"b',
    '/a<b>',
    '/a`b',
    '/a{b}',
  ])('%j is refused', (target) => {
    expect(targetFault(target)).not.toBeNull();
  });

  test.each([
    '/',
    '/a/b.c/',
    '/a..b/...',
    '/_next/static/chunks/%5Bid%5D.js',
    '/a%20b',
    '/z%C3%BCrich',
    '/a?b=//../%2f&c=%',
    '/a?next=http://x/',
    "/a;b=c,d@e:f!$&'()*+=",
    '/a%25b',
  ])('%j passes', (target) => {
    expect(targetFault(target)).toBeNull();
  });

  test('what passes means the same to the URL parser', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%5c',
      'a',
      '%',
      '//',
      '\\',
      '?',
      '#',
      ';',
      '%41',
      '%c3%a9',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = `/${pieces.join('')}`;
        if (targetFault(target) !== null) return;
        const url = new URL(`https://x${target}`);
        expect(url.href).toBe(`https://x${target}`);
        expect(decodeURIComponent(url.pathname)).not.toMatch(/\/\.{1,2}(\/|$)|\\|\/\//);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('hosts', () => {
  test.each(['a.example', 'A.Example:8443', 'localhost', '127.0.0.1:1', '[::1]', '[::1]:65535', 'a_b.example'])(
    '%s',
    (host) => {
      expect(normalHost(host)).toBe(host.toLowerCase());
    },
  );

  test.each([
    '',
    ' a',
    'a b',
    'a/b',
    'a@b',
    'a:0',
    'a:65536',
    'a:',
    'a:b',
    '[::1',
    '[zz]',
    '::1',
    'a..b',
    '.a',
    'a,b',
    'a?b',
    'ä',
    '-a',
  ])('%j is malformed', (host) => {
    expect(normalHost(host)).toBeNull();
  });
});

describe('framing', () => {
  test.each([
    [['Content-Length', '1', 'Transfer-Encoding', 'chunked']],
    [['Transfer-Encoding', 'gzip, chunked']],
    [['Transfer-Encoding', 'identity']],
    [['Transfer-Encoding', 'chunked', 'transfer-encoding', 'chunked']],
    [['Transfer-Encoding', '\tchunked']],
    [['Content-Length', '1', 'content-length', '2']],
    [['Content-Length', '1', 'Content-Length', '1']],
    [['Content-Length', '1, 1']],
    [['Content-Length', '+1']],
    [['Content-Length', '-1']],
    [['Content-Length', '0x1']],
    [['Content-Length', '']],
    [['Content-Length', '1e3']],
    [['Host', 'a.example']],
    [['Upgrade', 'websocket']],
    [['x a', 'b']],
    [['x-a\u0000', 'b']],
    [['x-a', 'b\nc']],
    [['x-a', 'b\r\n c']],
    [['x-a', 'b\u0000']],
    [['x-a', '\u0100']],
  ])('%j is refused', (headers) => {
    expect(withHeaders(...headers)).toMatchObject({ ok: false, status: 400 });
  });

  test('what passes says how the body is framed', () => {
    expect(withHeaders('Content-Length', '12')).toEqual({
      ok: true,
      host: 'a.example',
      contentLength: 12,
      chunked: false,
    });
    expect(withHeaders('Transfer-Encoding', 'Chunked')).toMatchObject({ contentLength: null, chunked: true });
  });

  test('methods, versions and sizes', () => {
    expect(check({ method: 'TRACE' })).toMatchObject({ status: 405 });
    expect(check({ method: 'PROPFIND' })).toMatchObject({ status: 405 });
    expect(check({ method: 'get' })).toMatchObject({ status: 501 });
    expect(check({ version: '0.9' })).toMatchObject({ status: 505 });
    expect(check({ target: `/${'a'.repeat(9000)}` })).toMatchObject({ status: 414 });
    expect(withHeaders(...Array<string[]>(100).fill(['a', 'b']).flat())).toMatchObject({ status: 431 });
    expect(withHeaders('a', 'b'.repeat(17_000))).toMatchObject({ status: 431 });
    expect(withHeaders('Content-Length', String(64 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(withHeaders('Content-Length', String(64 * 1024 * 1024))).toMatchObject({ ok: true });
    expect(check({ rawHeaders: [] })).toMatchObject({ status: 400 });
    expect(check({ version: '1.0', rawHeaders: ['Host', 'a', 'Transfer-Encoding', 'chunked'] })).toMatchObject({
      status: 400,
    });
  });

  test('HTTP/2: one authority, no header of HTTP/1.1', () => {
    const h2 = (...more: string[]) =>
      check({ version: '2.0', rawHeaders: [':method', 'GET', ':scheme', 'https', ':authority', 'A.example', ...more] });
    expect(h2()).toMatchObject({ ok: true, host: 'a.example' });
    expect(h2('host', 'a.example')).toMatchObject({ ok: true });
    expect(h2('host', 'b.example')).toMatchObject({ ok: false });
    expect(h2('transfer-encoding', 'chunked')).toMatchObject({ ok: false });
    expect(h2('connection', 'close')).toMatchObject({ ok: false });
    expect(check({ version: '2.0', rawHeaders: [':scheme', 'http', ':authority', 'a'] })).toMatchObject({ ok: false });
  });
});
