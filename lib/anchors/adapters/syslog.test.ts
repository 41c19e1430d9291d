import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { contextWith, HOST, reachable, Servers, serverTls } from '../testing/outside';
import { encodeSyslog, frame, syslog } from './syslog';

const checkpoint = new TestTree().checkpoint(7n);
const servers = new Servers();
afterEach(() => servers.close());

const serve = async (handler: (socket: TLSSocket) => void) => ({
  ...reachable,
  host: HOST,
  port: await servers.listen(createServer(serverTls, handler)),
});

describe('syslog over TLS', () => {
  it('sends one framed message with origin, size, root and note, and says that it cannot be read back', async () => {
    const chunks: Buffer[] = [];
    const config = await serve((socket) => socket.on('data', (chunk) => chunks.push(chunk)));
    const receipt = await syslog.submit(checkpoint, config, contextWith());
    const text = Buffer.concat(chunks).toString();
    const [, length, message = ''] = /^(\d+) (.*)$/s.exec(text) ?? [];
    expect(Number(length)).toBe(Buffer.byteLength(message));
    expect(message).toMatch(/^<109>1 \d{4}-\d\d-\d\dT[\d:.]+Z - chainward - CHECKPOINT \[checkpoint@32473 /);
    expect(message).toContain(`origin="${checkpoint.origin}" size="7" root="${checkpoint.root.toString('base64')}"`);
    const note = /note="([^"]+)"/.exec(message)?.[1] ?? '';
    expect(Buffer.from(note, 'base64').toString()).toBe(checkpoint.note);
    expect(JSON.parse(receipt.toString())).toMatchObject({ tlsVerified: true, readBack: false });
    expect(await syslog.verify(receipt, checkpoint, config, contextWith())).toMatchObject({ state: 'stated' });
  });

  it('fails when the server cuts it off, or is another than its certificate says', async () => {
    let raw: Socket | undefined;
    const server = createServer(serverTls, (socket) => socket.once('data', () => raw?.resetAndDestroy()));
    server.on('connection', (socket: Socket) => {
      raw = socket;
    });
    const cutting = { ...reachable, host: HOST, port: await servers.listen(server) };
    await expect(syslog.submit(checkpoint, cutting, contextWith())).rejects.toThrow('cut the connection');
    const { ca: _, ...untrusting } = cutting;
    await expect(syslog.submit(checkpoint, untrusting, contextWith())).rejects.toThrow('was not accepted');
    const elsewhere = { ...cutting, host: 'other.example' };
    await expect(syslog.submit(checkpoint, elsewhere, contextWith())).rejects.toThrow('it is for another name');
  });

  it('escapes what would end a value', () => {
    const message = encodeSyslog({ ...checkpoint, origin: 'a"]\\b' }, new Date(0));
    expect(message).toContain('origin="a\\"\\]\\\\b"');
    expect(frame('é').toString()).toBe('2 é');
  });
});
