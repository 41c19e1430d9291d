import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { unwrap, type Wrapped, wrap } from './envelope-encryption';

const kek = randomBytes(32);
const secret = Buffer.from('a secret of some length');

test('whatever is wrapped comes out again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.nat(), (bytes, id, version) => {
      expect(unwrap(kek, wrap(kek, Buffer.from(bytes), id, version), id, version)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
});

test('the same secret is never the same twice', () => {
  expect(wrap(kek, secret, 'a', 1)).not.toEqual(wrap(kek, secret, 'a', 1));
});

const flip = (base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
};

describe('unwrap refuses', () => {
  const wrapped = wrap(kek, secret, 'a', 1);
  const other = wrap(kek, secret, 'a', 1);

  it.each([
    ['another key', randomBytes(32), wrapped, 'a', 1],
    ['another id', kek, wrapped, 'b', 1],
    ['another version', kek, wrapped, 'a', 2],
    ['the data key of another', kek, { ...wrapped, dek: other.dek }, 'a', 1],
    ['data key and secret exchanged', kek, { dek: wrapped.secret, secret: wrapped.dek }, 'a', 1],
    ['a short tag', kek, { ...wrapped, secret: { ...wrapped.secret, tag: wrapped.secret.tag.slice(0, 8) } }, 'a', 1],
  ] as [string, Buffer, Wrapped, string, number][])('%s', (_name, key, given, id, version) => {
    expect(() => unwrap(key, given, id, version)).toThrow();
  });

  it.each(['iv', 'tag', 'data'] as const)('a changed bit in %s', (part) => {
    for (const layer of ['dek', 'secret'] as const) {
      const changed = { ...wrapped, [layer]: { ...wrapped[layer], [part]: flip(wrapped[layer][part]) } };
      expect(() => unwrap(kek, changed, 'a', 1)).toThrow();
    }
  });
});
