import { crc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipWriter } from './zip-writer';

const NOW = new Date('2026-11-20T08:15:30Z');

async function zip(entries: readonly [name: string, pieces: readonly string[]][]): Promise<Buffer> {
  const sent: Uint8Array[] = [];
  const writer = new ZipWriter(async (bytes) => void sent.push(bytes), NOW);
  for (const [name, pieces] of entries) {
    await writer.begin(name);
    for (const piece of pieces) await writer.push(piece);
    await writer.end();
  }
  await writer.finish();
  return Buffer.concat(sent);
}

/** By the directory at the end, as every reader does (APPNOTE §4.3.12). */
function unzip(bytes: Buffer): [name: string, content: string][] {
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  const entries: [string, string][] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString();
    const [crc, packed, size, offset] = [16, 20, 24, 42].map((field) => bytes.readUInt32LE(at + field)) as [
      number,
      number,
      number,
      number,
    ];
    const start = offset + 30 + bytes.readUInt16LE(offset + 26);
    const content = inflateRawSync(bytes.subarray(start, start + packed));
    expect([content.length, crc32(content)]).toEqual([size, crc]);
    const descriptor = start + packed;
    expect([0, 4, 8, 12].map((field) => bytes.readUInt32LE(descriptor + field))).toEqual([
      0x08074b50,
      crc,
      packed,
      size,
    ]);
    entries.push([name, content.toString()]);
    at += 46 + bytes.readUInt16LE(at + 28);
  }
  expect(at).toBe(end);
  return entries;
}

describe('ZipWriter', () => {
  it('gives back what was put in, whatever it is', async () => {
    const entry = fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.array(fc.string({ unit: 'binary' })));
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 4 }), async (entries) => {
        const whole = entries.map(([name, pieces]) => [name, pieces.join('')]);
        expect(unzip(await zip(entries))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('joins pieces that are compressed side by side', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `line ${i * 7919}: ${'é'.repeat(i % 50)}\n`);
    expect(
      unzip(
        await zip([
          ['big.xml', lines],
          ['small.xml', ['x']],
        ]),
      ),
    ).toEqual([
      ['big.xml', lines.join('')],
      ['small.xml', 'x'],
    ]);
  });

  it('writes no faster than its reader takes', async () => {
    let waiting = 0;
    let most = 0;
    const writer = new ZipWriter(async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise(setImmediate);
      waiting -= 1;
    }, NOW);
    await writer.begin('a');
    for (let i = 0; i < 60; i += 1) await writer.push('0123456789'.repeat(20_000));
    await writer.end();
    expect(most).toBe(1);
  });
});
