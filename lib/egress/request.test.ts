import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createBootstrapAuthority, issueServerCertificate } from '@/lib/pki';
import { type EgressRequest, egressRequest, type Resolver } from '.';

const now = new Date();
const authority = await createBootstrapAuthority({ name: 'test root', now });
const issue = (dnsNames: string[], ipAddresses: string[]) =>
  issueServerCertificate({ authority, commonName: 'server', dnsNames, ipAddresses, now });
const certificate = await issue(['good.example'], ['127.0.0.1', '::1']);

const open: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(
  handler: RequestListener,
  host = '127.0.0.1',
  port = 0,
): Promise<{ port: number; server: Server }> {
  const server = createServer({ key: certificate.privateKeyPem, cert: certificate.chainPem }, handler);
  open.push(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

const answer =
  (...addresses: string[]): Resolver =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const fetchIt = (url: string, more: Partial<EgressRequest> = {}) =>
  egressRequest({
    url,
    purpose: 'webhook',
    allow: ['127.0.0.0/8', '::1'],
    ownListeners: [],
    resolver: answer('127.0.0.1'),
    ca: authority.certificatePem,
    ...more,
  });

describe('what works', () => {
  test('an answer comes back as it was sent, not decompressed', async () => {
    const { port } = await serve((request, response) => {
      response.writeHead(201, { 'x-sni': 'yes', 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'] });
      request.pipe(response);
    });
    const given = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'not gzip' } as const;
    const response = await fetchIt(`https://good.example:${port}/x`, given);
    expect(response.status).toBe(201);
    expect(response.body.toString()).toBe('not gzip');
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  test('the name is verified and sent as SNI; an address is verified without', async () => {
    const { port, server } = await serve((request, response) => response.end(request.headers.host));
    const seen: (string | false)[] = [];
    server.on('secureConnection', (socket) => seen.push((socket as { servername?: string | false }).servername ?? ''));
    const byName = await fetchIt(`https://good.example:${port}/`);
    expect(byName.body.toString()).toBe(`good.example:${port}`);
    await fetchIt(`https://127.0.0.1:${port}/`);
    expect(seen).toEqual(['good.example', false]);
  });

  test('plain http for a revocation list only', async () => {
    const server = createHttp((_request, response) => response.end('crl'));
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://crl.example:${(server.address() as AddressInfo).port}/`;
    expect((await fetchIt(url, { purpose: 'crl' })).body.toString()).toBe('crl');
    await expect(fetchIt(url)).rejects.toMatchObject({
      reason: 'scheme',
      message: expect.stringContaining('crl.example'),
    });
  });

  test('a redirect is an answer, never followed', async () => {
    let calls = 0;
    const { port } = await serve((_request, response) => {
      calls += 1;
      response.writeHead(302, { location: 'https://169.254.169.254/' }).end();
    });
    const response = await fetchIt(`https://good.example:${port}/`);
    expect([response.status, response.headers['location'], calls]).toEqual([302, 'https://169.254.169.254/', 1]);
  });
});

describe('names and addresses', () => {
  test('a resolver that changes its mind is asked once, and only its judged answer is used', async () => {
    const good = await serve((_request, response) => response.end('judged'), '127.0.0.1');
    let reached = 0;
    const other = await serve((_request, response) => response.end(), '127.0.0.2', good.port);
    other.server.on('connection', () => {
      reached += 1;
    });
    let asked = 0;
    const resolver: Resolver = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const response = await fetchIt(`https://good.example:${good.port}/`, { resolver, allow: ['127.0.0.1'] });
    expect([response.body.toString(), asked, reached]).toEqual(['judged', 1, 0]);
  });

  test('one refused address among several refuses them all', async () => {
    const { port, server } = await serve((_request, response) => response.end());
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const asked = fetchIt(`https://good.example:${port}/`, {
      resolver: answer('127.0.0.1', '10.0.0.1'),
      allow: ['127.0.0.1'],
    });
    await expect(asked).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'refused_address',
      message: 'A connection to good.example (10.0.0.1) is not allowed: private.',
    });
    expect(connections).toBe(0);
  });

  test.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://0/',
    'https://①②⑦.0.0.1/',
  ])('%s is refused', async (url) => {
    const resolver: Resolver = () => Promise.reject(new Error('an address is not looked up'));
    await expect(fetchIt(url, { allow: [], resolver })).rejects.toMatchObject({ reason: 'refused_address' });
  });

  test('localhost by the system resolver is refused', async () => {
    const asked = egressRequest({ url: 'https://localhost/', purpose: 'oidc', allow: [], ownListeners: [] });
    await expect(asked).rejects.toMatchObject({ reason: 'refused_address' });
  });

  test('a public name of our own listener is refused', async () => {
    const ownListeners = [{ host: 'dash.example', port: 443 }];
    const asked = fetchIt('https://dash.example/', { allow: [], ownListeners, resolver: answer('8.8.8.8') });
    await expect(asked).rejects.toMatchObject({
      reason: 'refused_address',
      message: expect.stringContaining('listener'),
    });
  });

  test('a name without address, and one that cannot be resolved', async () => {
    await expect(fetchIt('https://none.example/', { resolver: answer() })).rejects.toMatchObject({
      reason: 'unresolved',
    });
    const resolver: Resolver = () => Promise.reject(new Error('SERVFAIL'));
    await expect(fetchIt('https://none.example/', { resolver })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('what is refused', () => {
  test.each([
    ['no url', 'bad_url'],
    ['ftp://good.example/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['https://user@good.example/', 'credentials'],
    ['https://user:pass@good.example/', 'credentials'],
  ])('%s', async (url, reason) => {
    await expect(fetchIt(url)).rejects.toMatchObject({ reason });
  });

  test.each(['Host', 'transfer-encoding', 'Content-Length', 'connection', 'Proxy-Authorization'])(
    'the header %s of a caller',
    async (name) => {
      await expect(fetchIt('https://good.example/', { headers: { [name]: 'x' } })).rejects.toMatchObject({
        reason: 'bad_header',
      });
    },
  );

  test('a header value with a line break', async () => {
    const { port } = await serve((_request, response) => response.end());
    const asked = fetchIt(`https://good.example:${port}/`, { headers: { 'x-a': 'b\r\nx-c: d' } });
    await expect(asked).rejects.toMatchObject({ reason: 'bad_header' });
  });

  test('a certificate for another name, of an unknown authority, and that of another address', async () => {
    const { port } = await serve((_request, response) => response.end());
    const wrong = fetchIt(`https://bad.example:${port}/`);
    await expect(wrong).rejects.toMatchObject({
      reason: 'certificate',
      message: expect.stringContaining('bad.example'),
    });
    const stranger = await createBootstrapAuthority({ name: 'test root', now });
    const unknown = fetchIt(`https://good.example:${port}/`, { ca: stranger.certificatePem });
    await expect(unknown).rejects.toMatchObject({ reason: 'certificate' });
    const other = await serve((_request, response) => response.end(), '127.0.0.3');
    await expect(fetchIt(`https://127.0.0.3:${other.port}/`)).rejects.toMatchObject({ reason: 'certificate' });
  });

  test('verification stays on when the environment turns it off', async () => {
    const { port } = await serve((_request, response) => response.end());
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(fetchIt(`https://bad.example:${port}/`)).rejects.toMatchObject({ reason: 'certificate' });
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });
});

describe('limits', () => {
  test('a slow drip ends at the deadline, and the server sees the connection go', async () => {
    let gone = () => {};
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const { port } = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => {
        clearInterval(drip);
        gone();
      });
    });
    const started = Date.now();
    await expect(fetchIt(`https://good.example:${port}/`, { timeoutMs: 300 })).rejects.toMatchObject({
      reason: 'timeout',
    });
    expect(Date.now() - started).toBeLessThan(2000);
    await closed;
  });

  test('a resolver that never answers ends at the deadline', async () => {
    const asked = fetchIt('https://good.example/', { resolver: () => new Promise(() => {}), timeoutMs: 50 });
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
  });

  test('a body is cut off at the limit while it streams, with and without a stated length', async () => {
    let sent = 0;
    const { port } = await serve((request, response) => {
      if (request.url === '/exact') return void response.end(Buffer.alloc(1000));
      if (request.url === '/stated') return void response.end(Buffer.alloc(1001));
      const pump = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16384))) sent += 16384;
        response.once('drain', pump);
      };
      pump();
    });
    const url = `https://good.example:${port}`;
    expect((await fetchIt(`${url}/exact`, { maxBytes: 1000 })).body).toHaveLength(1000);
    for (const path of ['/stated', '/endless']) {
      const asked = fetchIt(url + path, { maxBytes: 1000 });
      await expect(asked).rejects.toMatchObject({
        code: 'too_large',
        message: expect.stringContaining('good.example'),
      });
    }
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });

  test('a refused connection names the host', async () => {
    const { port, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const asked = fetchIt(`https://good.example:${port}/`);
    await expect(asked).rejects.toMatchObject({
      reason: 'unreachable',
      message: `No answer from good.example:${port}: ECONNREFUSED.`,
    });
  });
});
