import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ENTRY_BYTES, encodeEntry, leafHash, ZERO_HASH } from './entry';

const prev = Buffer.alloc(32, 0xaa);
const digest = Buffer.alloc(32, 0xbb);

test('is 88 bytes in the order of the format', () => {
  const entry = encodeEntry(0x0102030405060708n, 0x1112131415161718n, prev, digest);
  expect(entry).toHaveLength(ENTRY_BYTES);
  expect(entry.toString('hex')).toBe(
    ['43574c4f47000001', '0102030405060708', '1112131415161718', 'aa'.repeat(32), 'bb'.repeat(32)].join(''),
  );
});

test('the first follows zeros', () => {
  expect(encodeEntry(0n, 0n, ZERO_HASH, digest).subarray(8, 56)).toEqual(Buffer.alloc(48));
});

test('numbers are unsigned and 64 bits wide', () => {
  const most = 2n ** 64n - 1n;
  expect(encodeEntry(most, most, prev, digest).subarray(8, 24)).toEqual(Buffer.alloc(16, 0xff));
  expect(() => encodeEntry(-1n, 0n, prev, digest)).toThrow(RangeError);
  expect(() => encodeEntry(0n, most + 1n, prev, digest)).toThrow(RangeError);
});

test('each part is in the leaf hash, which is of RFC 6962', () => {
  const entry = encodeEntry(1n, 2n, prev, digest);
  expect(leafHash(entry)).toEqual(
    createHash('sha256')
      .update(Buffer.from([0]))
      .update(entry)
      .digest(),
  );
  const others = [
    encodeEntry(2n, 2n, prev, digest),
    encodeEntry(1n, 3n, prev, digest),
    encodeEntry(1n, 2n, digest, digest),
    encodeEntry(1n, 2n, prev, prev),
    encodeEntry(1n, 2n, digest, prev),
  ];
  const hashes = [entry, ...others].map((one) => leafHash(one).toString('hex'));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('a hash that is not 32 bytes long is refused, not cut or left as memory was', () => {
  expect(() => encodeEntry(0n, 0n, prev, digest.subarray(1))).toThrow(RangeError);
  expect(() => encodeEntry(0n, 0n, Buffer.alloc(31), digest)).toThrow(RangeError);
  expect(() => encodeEntry(0n, 0n, Buffer.alloc(33), digest)).toThrow(RangeError);
});
