import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, fromBase64, fromBase64Url, fromHex, toHex } from './bytes';
import { crc32 } from './crc32';
import { Sha256, sha256 } from './sha256';

const nodeHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('our SHA-256 is Node’s, in whatever pieces the bytes come', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
      const hasher = new Sha256();
      for (const part of parts) hasher.update(part);
      const expected = nodeHash(concat(...parts));
      expect(toHex(hasher.digest())).toBe(expected);
      expect(toHex(sha256(...parts))).toBe(expected);
    }),
    { numRuns: 300 },
  );
  for (let length = 0; length <= 260; length += 1) {
    const bytes = new Uint8Array(length).fill(length);
    expect(toHex(sha256(bytes))).toBe(nodeHash(bytes));
  }
});

test('hex and base64 have one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(toHex(bytes)).toBe(buffer.toString('hex'));
      expect(fromHex(buffer.toString('hex'))).toEqual(bytes);
      expect(fromBase64(buffer.toString('base64'))).toEqual(bytes);
      expect(fromBase64Url(buffer.toString('base64url'))).toEqual(bytes);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 12, unit: fc.constantFrom(...'ABab01+/-_= \u00e9') }), (text) => {
      const bytes = fromBase64(text);
      if (bytes) expect(Buffer.from(bytes).toString('base64')).toBe(text);
      const url = fromBase64Url(text);
      if (url) expect(Buffer.from(url).toString('base64url')).toBe(text);
      const hex = fromHex(text);
      if (hex) expect(Buffer.from(hex).toString('hex')).toBe(text);
    }),
  );
});

test('the sum of a .zip entry', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
