import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSignatures, findCosignature, parseWitnessKey } from '@/lib/ledger/format/cosignature';
import { parseVerifierKey, type VerifierKey } from '@/lib/ledger/format/note';
import { TestTree } from '@/lib/ledger/testing/tree';
import { judge } from './judge';
import { Memory } from './memory';
import { startWitness } from './server';

const tree = new TestTree();
const forged = new TestTree(tree.origin, 'forged');

const body = (older: bigint, proof: readonly Buffer[], note: string) =>
  [`old ${older}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');
const extension = (older: bigint, size: bigint, of = tree) =>
  body(older, older > 0n && older < size ? of.prove(older, size) : [], of.checkpoint(size).note);

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cw-witness-'));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const stop = async () => {
  const running = server;
  server = undefined;
  running?.closeAllConnections();
  await new Promise<void>((resolve) => (running ? running.close(() => resolve()) : resolve()));
};

async function start(vkeys: string[] = [tree.vkey]) {
  const memory = Memory.open(folder, { name: 'witness.example', vkeys });
  server = await startWitness({
    memory,
    host: '127.0.0.1',
    port: 0,
    onFault: (error) => {
      throw error;
    },
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/add-checkpoint`;
  const post = async (text: string) => {
    const response = await fetch(url, { method: 'POST', body: text });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return { memory, url, post };
}

const cosignedAt = (vkey: string, size: bigint, lines: string) => {
  const key = parseWitnessKey(vkey);
  if (!key) throw new Error('no key of a witness');
  return findCosignature(addSignatures(tree.checkpoint(size).note, lines), key);
};

describe('add-checkpoint', () => {
  it('cosigns a first checkpoint, its extensions and the same one again', async () => {
    const { memory, post } = await start();
    for (const [older, size] of [
      [0n, 5n],
      [5n, 8n],
      [8n, 8n],
      [8n, 300n],
    ] as const) {
      const answer = await post(extension(older, size));
      expect(answer.status, `${older} to ${size}`).toBe(200);
      expect(Math.abs((cosignedAt(memory.vkey, size, answer.text)?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      expect(cosignedAt(memory.vkey, size + 1n, answer.text)).toBeNull();
    }
  });

  it('refuses a second root of one size, a log that is cut, and what does not extend', async () => {
    const { post } = await start([tree.vkey, forged.vkey]);
    expect((await post(extension(0n, 8n))).status).toBe(200);
    expect(await post(extension(8n, 8n, forged))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' });
    expect(await post(extension(5n, 8n))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' });
    expect(await post(extension(0n, 20n))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' });
    expect(await post(extension(0n, 5n))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '8\n' });
    expect((await post(extension(8n, 20n, forged))).status).toBe(422);
    expect((await post(body(8n, [], tree.checkpoint(20n).note))).status).toBe(422);
    expect((await post(body(8n, tree.prove(8n, 20n).reverse(), tree.checkpoint(20n).note))).status).toBe(422);
    expect((await post(body(30n, [], tree.checkpoint(20n).note))).status).toBe(400);
    expect((await post(extension(8n, 20n))).status).toBe(200);
  });

  it('knows its logs and their keys alone', async () => {
    const { post } = await start();
    expect((await post(extension(0n, 3n, new TestTree('other.example/log')))).status).toBe(404);
    expect((await post(extension(0n, 3n, forged))).status).toBe(403);
    expect((await post('hello')).status).toBe(400);
    expect((await post(`${extension(0n, 3n).replace('old 0', 'old 00')}`)).status).toBe(400);
  });

  it('bounds what it reads, and answers nothing else', async () => {
    const { url, post } = await start();
    expect((await post('x'.repeat(65 * 1024))).status).toBe(413);
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(url.replace('add-checkpoint', ''), { method: 'POST' })).status).toBe(404);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined).end('GARBAGE\r\n\r\n');
    await once(socket, 'close');
    expect((await post(extension(0n, 3n))).status).toBe(200);
  });

  it('lets one of two histories through when both come at once', async () => {
    const { memory, post } = await start([tree.vkey, forged.vkey]);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => post(extension(0n, BigInt(4 + (i % 3)), i % 2 ? tree : forged))),
    );
    // Whoever came first decides the size and the root; the very same again from size 0 conflicts, too.
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 409)]);
    const size = memory.seenOf(tree.origin)?.size;
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ text }) => text))).toEqual(
      new Set([`${size}\n`]),
    );
  });
});

describe('its memory', () => {
  it('outlives it: key, logs and what it has seen', async () => {
    const first = await start();
    expect((await first.post(extension(0n, 8n))).status).toBe(200);
    await stop();
    const again = await start([]);
    expect(again.memory.vkey).toBe(first.memory.vkey);
    expect((await again.post(extension(0n, 8n))).status).toBe(409);
    expect((await again.post(extension(8n, 9n))).status).toBe(200);
  });

  it('must be readable, or it does not start', async () => {
    const { post } = await start();
    await post(extension(0n, 8n));
    await stop();
    const [file = ''] = readdirSync(path.join(folder, 'seen'));
    writeFileSync(path.join(folder, 'seen', file), '{');
    expect(() => Memory.open(folder)).toThrow('does not go on without its memory');
    expect(() => Memory.open(folder, { name: 'another' })).toThrow('called witness.example already');
  });

  it('is on disk before anybody hears of it: kill −9 between the two loses no history', async () => {
    const program = path.join(folder, 'witness.mjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, '../testing/mortal-witness.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    const data = path.join(folder, 'data');
    const child = spawn(process.execPath, [program, data, tree.vkey], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${String(port).trim()}/add-checkpoint`;
    await expect(fetch(url, { method: 'POST', body: extension(0n, 8n) })).rejects.toThrow();
    expect((await ended)[1]).toBe('SIGKILL');
    const memory = Memory.open(data);
    expect(memory.seenOf(tree.origin)).toEqual({ size: 8n, root: tree.checkpoint(8n).root });
    // Another history is refused although nobody ever got a cosignature; our own is cosigned when asked again.
    const decide = (text: string) => judge(Buffer.from(text), memory.logs, (origin) => memory.seenOf(origin)).status;
    expect([decide(extension(0n, 7n)), decide(extension(0n, 8n)), decide(extension(8n, 8n))]).toEqual([409, 409, 200]);
  }, 30_000);
});

describe('judge', () => {
  const key = parseVerifierKey(tree.vkey);
  const logs = new Map<string, VerifierKey[]>(key ? [[tree.origin, [key]]] : []);
  const seen = tree.checkpoint(6n);
  const decide = (bytes: Uint8Array) => judge(bytes, logs, () => seen).status;

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => decide(bytes) === 400));
    const pieces = fc.constantFrom('old 6', 'old', '\n', '\n\n', '— ', tree.origin, '6', 'AAAA', '\u0000', '=', ' ');
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (words) => decide(Buffer.from(words.join(''))) !== 200));
  });

  it('accepts no proof with a hash added, dropped, doubled or changed', () => {
    const proof = tree.prove(6n, 11n);
    const { note } = tree.checkpoint(11n);
    expect(decide(Buffer.from(body(6n, proof, note)))).toBe(200);
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    const hostile = fc.oneof(
      fc.array(hash, { maxLength: 63 }),
      fc.tuple(fc.nat(proof.length), hash).map(([at, extra]) => proof.toSpliced(at, 0, extra)),
      fc.nat(proof.length - 1).map((at) => proof.toSpliced(at, 1)),
      fc.tuple(fc.nat(proof.length - 1), hash).map(([at, other]) => proof.toSpliced(at, 1, other)),
    );
    fc.assert(fc.property(hostile, (hashes) => decide(Buffer.from(body(6n, hashes, note))) === 422));
  });

  it('one octet changed anywhere before the signature is refused', () => {
    const whole = Buffer.from(extension(6n, 11n));
    // Behind it, base64 knows several spellings of the same bytes.
    fc.assert(
      fc.property(fc.nat(whole.length - 8), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ mask;
        expect(decide(changed)).not.toBe(200);
      }),
      { numRuns: 300 },
    );
  });
});
