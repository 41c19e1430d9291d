import { describe, expect, test } from 'vitest';
import { addressKey, plainAddress } from '@/lib/core/addresses';
import { pairsOf } from './check-request';
import { requestHeaders } from './request-headers';
import { responseHeaders } from './response-headers';

const build = (rawHeaders: string[], more = {}) =>
  requestHeaders({
    rawHeaders,
    method: 'GET',
    host: 'a.example',
    peer: '::ffff:192.0.2.7',
    tls: 'TLSv1.3 TLS_AES_128_GCM_SHA256',
    secret: 's',
    requestId: 'id',
    body: 'none',
    ...more,
  });
const asObject = (headers: string[]) => Object.fromEntries(pairsOf(headers));

const OURS = {
  host: 'a.example',
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'a.example',
  'x-request-id': 'id',
  'x-chainward-tls': 'TLSv1.3 TLS_AES_128_GCM_SHA256',
  'x-chainward-front': 's',
};

describe('towards the web process', () => {
  test.each([
    'Client-Cert',
    'CLIENT-CERT-CHAIN',
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Client-Cert',
    'x_forwarded_proto',
    'X_Forwarded-Host',
    'X-Real-IP',
    'x_real_ip',
    'X-Middleware-Subrequest',
    'x-middleware-rewrite',
    'x-now-route-matches',
    'X-Vercel-IP-Country',
    'X-Chainward-Front',
    'x_chainward_front',
    'x-client-verify',
    'X-SSL-Client-Cert',
    'SSL-Client-Cert',
    'ssl_client_s_dn',
    'XFCC',
    'X-HTTP-Method-Override',
    'X-Original-URL',
    'x-matched-path',
    'x-invoke-path',
    'X-Nonce',
    'x_nonce',
    'x-chainward-path',
  ])('a forged %s is stripped and counted', (name) => {
    const { headers, forged } = build([name, 'evil']);
    expect(asObject(headers)).toEqual(OURS);
    expect(forged).toBe(1);
  });

  test.each([
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Proxy-Authorization',
    'Proxy',
    'Expect',
    'X-Request-Id',
  ])('%s is dropped without being held against anybody', (name) => {
    const { headers, forged } = build([name, 'x']);
    expect(asObject(headers)).toEqual(OURS);
    expect(forged).toBe(0);
  });

  test('what Next asks of itself passes', () => {
    const names = ['next-action', 'rsc', 'next-router-state-tree', 'next-router-prefetch', 'next-url', 'x-nextjs-data'];
    const { headers } = build(names.flatMap((name) => [name, '1']));
    expect(Object.keys(asObject(headers))).toEqual(expect.arrayContaining(names));
  });

  test('headers named by Connection go, our own cannot be named away', () => {
    const { headers } = build(['Connection', 'close, X-Secret , x-chainward-front', 'X-Secret', '1', 'X-Kept', '2']);
    expect(asObject(headers)).toEqual({ ...OURS, 'x-kept': '2' });
  });

  test('a split cookie is one again', () => {
    expect(asObject(build(['cookie', 'a=1', 'Cookie', 'b=2']).headers)).toEqual({ ...OURS, cookie: 'a=1; b=2' });
  });

  test('the body is framed once', () => {
    expect(asObject(build(['Content-Length', '9'], { body: 9 }).headers)).toEqual({ ...OURS, 'content-length': '9' });
    const chunked = build(['Transfer-Encoding', 'chunked'], { body: 'chunked' }).headers;
    expect(asObject(chunked)).toEqual({ ...OURS, 'transfer-encoding': 'chunked' });
    expect(asObject(build([], { method: 'POST' }).headers)).toEqual({ ...OURS, 'content-length': '0' });
  });
});

describe('towards the client', () => {
  const given = { requestId: 'id', hsts: false };

  test('drops what tells about the inside, adds the defaults', () => {
    const headers = responseHeaders(
      {
        server: 'x',
        'x-powered-by': 'Next.js',
        'x-middleware-rewrite': '/',
        'x-chainward-actor': 'a',
        'strict-transport-security': 'max-age=1',
        connection: 'keep-alive, x-hop',
        'x-hop': '1',
        'keep-alive': 'timeout=5',
        'transfer-encoding': 'chunked',
        trailer: 'x',
        'set-cookie': ['a=1', 'b=2'],
        etag: '"e"',
      },
      given,
    );
    expect(headers).toEqual({
      'set-cookie': ['a=1', 'b=2'],
      etag: '"e"',
      'x-request-id': 'id',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  test('keeps a policy of the web process, but not its wish to be sniffed', () => {
    const own = { 'content-security-policy': "default-src 'self'", 'x-content-type-options': 'sniff' };
    expect(responseHeaders(own, given)).toMatchObject({
      'content-security-policy': "default-src 'self'",
      'x-content-type-options': 'nosniff',
    });
  });

  test('HSTS only when asked for', () => {
    expect(responseHeaders({}, { ...given, hsts: true })['strict-transport-security']).toBe('max-age=31536000');
    expect(responseHeaders({}, given)).not.toHaveProperty('strict-transport-security');
  });
});

test('addresses are counted by network', () => {
  expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(addressKey('::ffff:10.0.0.1')).toBe('10.0.0.1');
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(addressKey('2001:db8::5')).toBe(addressKey('2001:db8::ffff:6'));
  expect(addressKey('::1')).toBe('0:0:0:0');
});
