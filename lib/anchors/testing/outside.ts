import type { AddressInfo, Server, Socket } from 'node:net';
import { createBootstrapAuthority, issueServerCertificate } from '@/lib/pki';
import type { AdapterContext } from '../adapter';

const now = new Date();
const authority = await createBootstrapAuthority({ name: 'anchor test root', now });

/** The one name that the servers of these tests have; the resolver below leads it here. */
export const HOST = 'anchor.example';
export const CA = authority.certificatePem;
const names = { dnsNames: [HOST], ipAddresses: [] };
const { privateKeyPem, chainPem } = await issueServerCertificate({ authority, commonName: 'server', ...names, now });
export const serverTls = { key: privateKeyPem, cert: chainPem };

/** What every adapter over the network is configured with here. */
export const reachable = { allow: ['127.0.0.1'], ca: CA, intervalSeconds: 60 };

export const contextWith = (changes: Partial<AdapterContext> = {}): AdapterContext => ({
  now: new Date(),
  secret: null,
  ownListeners: [],
  resolver: async () => [{ address: '127.0.0.1', family: 4 }],
  previous: 0n,
  prove: async () => [],
  newestSize: async () => 0n,
  ...changes,
});

/** Servers of a test, ended with all their connections. */
export class Servers {
  private readonly open: { server: Server; sockets: Set<Socket> }[] = [];

  async listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    this.open.push({ server, sockets });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const { server, sockets } of this.open.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
