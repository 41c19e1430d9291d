import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { openTimestampAuthority, type TimestampAuthority } from '@/lib/pki/testing/timestamp-authority';
import { textOf } from '../adapter';
import { contextWith, HOST, reachable, Servers } from '../testing/outside';
import { rfc3161 } from './rfc3161';

const tree = new TestTree();
const checkpoint = tree.checkpoint(7n);
const servers = new Servers();
let authority: TimestampAuthority;
beforeAll(async () => {
  authority = await openTimestampAuthority();
}, 30_000);
afterEach(() => servers.close());
afterAll(() => authority.close());

const serve = async (handler: RequestListener) => {
  const port = await servers.listen(createServer(handler));
  return { ...reachable, url: `http://${HOST}:${port}/tsa`, trusted: authority.rootPem };
};

/** What stands between a request and its time stamp: openssl. */
const honest = (change: (reply: Buffer) => Buffer = (reply) => reply) =>
  serve(async (request, response) => {
    const reply = change(await authority.reply(await buffer(request)));
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);
  });

describe('a time stamp over HTTP', () => {
  it('is fetched, kept and verified again later; openssl agrees', async () => {
    const config = await honest();
    const receipt = await rfc3161.submit(checkpoint, config, contextWith());
    expect(await rfc3161.verify(receipt, checkpoint, config, contextWith())).toMatchObject({
      state: 'confirmed',
      detail: expect.stringContaining('CN=Test time stamps'),
    });
    expect(await authority.verify(receipt, Buffer.from(textOf(checkpoint)))).toContain('Verification: OK');
  });

  it('for another checkpoint is broken', async () => {
    const config = await honest();
    const receipt = await rfc3161.submit(checkpoint, config, contextWith());
    const other = await rfc3161.verify(receipt, tree.checkpoint(8n), config, contextWith());
    expect(other).toMatchObject({ state: 'broken' });
    expect(await rfc3161.verify(Buffer.from('x'), checkpoint, config, contextWith())).toMatchObject({
      state: 'broken',
    });
  });

  it('that was kept from an earlier request is not taken', async () => {
    let first: Buffer | undefined;
    const config = await honest((reply) => (first ??= reply));
    await rfc3161.submit(checkpoint, config, contextWith());
    await expect(rfc3161.submit(checkpoint, config, contextWith())).rejects.toThrow('answers another request');
  });

  it('of an authority whose clock is far away is not taken', async () => {
    const config = await honest();
    const late = contextWith({ now: new Date(Date.now() + 3_600_000) });
    await expect(rfc3161.submit(checkpoint, config, late)).rejects.toThrow('more than ten minutes');
  });

  it.each<[string, RequestListener, string]>([
    ['an error', (_request, response) => response.writeHead(500).end('secret words'), 'status 500'],
    [
      'a page',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'no time stamp',
    ],
    [
      'nothing that could be read',
      (_request, response) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end('junk'),
      'not DER',
    ],
  ])('is not taken from a server that answers with %s', async (_name, handler, message) => {
    const config = await serve(handler);
    await expect(rfc3161.submit(checkpoint, config, contextWith())).rejects.toThrow(message);
  });

  it('is not asked for inside the network unless an admin named the address', async () => {
    const config = { ...(await honest()), allow: [] };
    await expect(rfc3161.submit(checkpoint, config, contextWith())).rejects.toThrow('not allowed: loopback');
  });
});
