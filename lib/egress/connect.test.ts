import { type AddressInfo, createServer as createPlain, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createBootstrapAuthority, issueServerCertificate } from '@/lib/pki';
import { type EgressConnection, egressConnect } from '.';

const now = new Date();
const authority = await createBootstrapAuthority({ name: 'test root', now });
const certificate = await issueServerCertificate({
  authority,
  commonName: 'server',
  dnsNames: ['good.example'],
  ipAddresses: ['127.0.0.1'],
  now,
});

const open: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serveTls = (handler: (socket: TLSSocket) => void, cert = certificate) =>
  listen(createServer({ key: cert.privateKeyPem, cert: cert.chainPem }, handler));

const connectTo = (port: number, more: Partial<EgressConnection> = {}) =>
  egressConnect({
    host: 'good.example',
    port,
    allow: ['127.0.0.1'],
    ownListeners: [],
    resolver: async () => [{ address: '127.0.0.1', family: 4 }],
    ca: authority.certificatePem,
    ...more,
  });

describe('egressConnect', () => {
  it('connects to the judged address and verifies the name before anything is sent', async () => {
    const names: unknown[] = [];
    const port = await serveTls((socket) => {
      names.push((socket as { servername?: unknown }).servername);
      socket.end('hello');
    });
    const outgoing = await connectTo(port);
    const secured = await outgoing.secure();
    let said = '';
    for await (const chunk of secured) said += String(chunk);
    outgoing.close();
    expect([said, names]).toEqual(['hello', ['good.example']]);
  });

  it('verifies an address that stands in for a name', async () => {
    const port = await serveTls((socket) => socket.end());
    const byAddress = await connectTo(port, { host: '127.0.0.1' });
    await expect(byAddress.secure()).resolves.toMatchObject({ authorized: true });
    byAddress.close();
    const named = await issueServerCertificate({
      authority,
      commonName: '127.0.0.1',
      dnsNames: ['good.example'],
      ipAddresses: [],
      now,
    });
    const other = await connectTo(await serveTls((socket) => socket.end(), named), { host: '127.0.0.1' });
    await expect(other.secure()).rejects.toMatchObject({ reason: 'certificate' });
  });

  it('refuses another name, another authority and an address that nobody allowed', async () => {
    const port = await serveTls((socket) => socket.end());
    const other = await connectTo(port, { host: 'other.example' });
    await expect(other.secure()).rejects.toMatchObject({ reason: 'certificate' });
    const distrusted = await connectTo(port, { ca: undefined });
    await expect(distrusted.secure()).rejects.toMatchObject({ reason: 'certificate' });
    await expect(connectTo(port, { allow: [] })).rejects.toMatchObject({ reason: 'refused_address' });
    await expect(connectTo(port, { host: 'a b' })).rejects.toMatchObject({ reason: 'bad_url' });
    await expect(connectTo(port, { host: '127.0.0.1', allow: [] })).rejects.toMatchObject({
      reason: 'refused_address',
    });
    await expect(connectTo(port, { ownListeners: [{ host: '0.0.0.0', port }], allow: [] })).rejects.toMatchObject({
      reason: 'refused_address',
    });
  });

  it('ends with its deadline when the other side says nothing', async () => {
    const port = await listen(createPlain(() => undefined));
    const outgoing = await connectTo(port, { timeoutMs: 60 });
    await expect(outgoing.secure()).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('does not wait for a resolver that never answers', async () => {
    const asked = connectTo(1, { resolver: () => new Promise(() => undefined), timeoutMs: 30 });
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('says so when nobody listens', async () => {
    const port = await listen(createPlain());
    for (const { server } of open.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(connectTo(port)).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
