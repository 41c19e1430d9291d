import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { cosign, encodeWitnessKey } from '@/lib/ledger/format/cosignature';
import { openNote } from '@/lib/ledger/format/note';
import { TestTree } from '@/lib/ledger/testing/tree';
import { OtherHistory } from '../adapter';
import { contextWith, HOST, reachable, Servers } from '../testing/outside';
import { readConflictSize, readCosignatureLines, tlogWitness } from './tlog-witness';

const tree = new TestTree();
const { privateKey } = generateKeyPairSync('ed25519');
const vkey = encodeWitnessKey('w.example', privateKey);
const servers = new Servers();
afterEach(() => servers.close());

const serve = async (handler: RequestListener) => ({
  ...reachable,
  url: `http://${HOST}:${await servers.listen(createServer(handler))}/prefix/`,
  vkey,
});

const context = (previous: bigint, size: bigint, newest = size) =>
  contextWith({ previous, prove: async (older) => tree.prove(older, size), newestSize: async () => newest });

/** A witness that stands at a size and believes everything else. */
const standingAt = (size: bigint, seen: string[] = []) =>
  serve(async (request, response) => {
    const body = await text(request);
    const older = /^old (\d+)\n/.exec(body)?.[1];
    seen.push(`${request.method} ${request.url} ${older}`);
    const note = body.slice(body.indexOf('\n\n') + 2);
    if (BigInt(older ?? -1) !== size)
      return void response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end(`${size}\n`);
    const other = cosign(
      openNote(note)?.text ?? '',
      'other.example',
      generateKeyPairSync('ed25519').privateKey,
      new Date(),
    );
    response.end(other + cosign(openNote(note)?.text ?? '', 'w.example', privateKey, new Date()));
  });

describe('a witness', () => {
  it('is asked from where it stood, and its cosignature alone is kept', async () => {
    const seen: string[] = [];
    const config = await standingAt(5n, seen);
    const checkpoint = tree.checkpoint(9n);
    const receipt = await tlogWitness.submit(checkpoint, config, context(5n, 9n));
    expect(seen).toEqual(['POST /prefix/add-checkpoint 5']);
    expect(receipt.toString()).toMatch(/^— w\.example [A-Za-z0-9+/=]+\n$/);
    expect(await tlogWitness.verify(receipt, checkpoint, config, contextWith())).toMatchObject({ state: 'confirmed' });
    expect(await tlogWitness.verify(receipt, tree.checkpoint(8n), config, contextWith())).toMatchObject({
      state: 'broken',
    });
  });

  it('that stands elsewhere than we believed is asked again from there', async () => {
    const seen: string[] = [];
    await tlogWitness.submit(tree.checkpoint(9n), await standingAt(3n, seen), context(0n, 9n));
    expect(seen.map((line) => line.split(' ').at(-1))).toEqual(['0', '3']);
  });

  it('that has seen more than there is finds a log that was cut, critical at once; a newer checkpoint of ours is none', async () => {
    const config = await standingAt(12n);
    const cut = tlogWitness.submit(tree.checkpoint(9n), config, context(9n, 9n));
    await expect(cut).rejects.toBeInstanceOf(OtherHistory);
    await expect(cut).rejects.toThrow('12 events of this log, of which 9 are here');
    const overtaken = tlogWitness.submit(tree.checkpoint(9n), config, context(9n, 9n, 12n));
    await expect(overtaken).rejects.not.toBeInstanceOf(OtherHistory);
  });

  it.each([
    ['a proof that does not fit', 422, '', 'other'],
    ['another root of the same size', 409, '9\n', 'other'],
    ['an unknown log', 404, '', 'fault'],
    ['an unknown key', 403, '', 'fault'],
    ['no words', 200, '', 'fault'],
    ['words of somebody else', 200, cosign('x\n', 'other.example', privateKey, new Date()), 'fault'],
    ['a cosignature of last week', 200, 'old', 'fault'],
    ['a broken server', 500, 'secret', 'fault'],
  ])('that answers with %s', async (_name, status, body, kind) => {
    const checkpoint = tree.checkpoint(9n);
    const stale = cosign(
      openNote(checkpoint.note)?.text ?? '',
      'w.example',
      privateKey,
      new Date(Date.now() - 7 * 86_400_000),
    );
    const config = await serve((_request, response) => {
      response
        .writeHead(status, status === 409 ? { 'content-type': 'text/x.tlog.size' } : {})
        .end(body === 'old' ? stale : body);
    });
    const submitted = tlogWitness.submit(checkpoint, config, context(9n, 9n));
    if (kind === 'other') await expect(submitted).rejects.toBeInstanceOf(OtherHistory);
    else await expect(submitted).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('hostile answers are read as nothing, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(readCosignatureLines(bytes)).toBeNull();
      const size = readConflictSize({ headers: { 'content-type': 'text/x.tlog.size' }, body: Buffer.from(bytes) });
      if (size !== null) expect(Buffer.from(bytes).toString()).toBe(`${size}\n`);
    }),
  );
  expect(readConflictSize({ headers: {}, body: Buffer.from('5\n') })).toBeNull();
});
