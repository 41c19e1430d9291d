import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { encodeTlogProof, parseTlogProof } from './tlog-proof';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const checkpoint = 'chainward/a\n3\nroot\n\n— chainward/a sig\n';
const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

test('is the text that the specification draws', () => {
  expect(encodeTlogProof({ index: 5n, hashes: [a, b], checkpoint, extra: Buffer.from('hello') })).toBe(
    `c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 5\n${a.toString('base64')}\n${b.toString('base64')}\n\n${checkpoint}`,
  );
});

test('is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }),
      fc.array(bytes(32), { maxLength: 63 }),
      fc.option(
        fc.uint8Array().map((array) => Buffer.from(array)),
        { nil: undefined },
      ),
      (index, hashes, extra) => {
        const proof = { index, hashes, checkpoint, ...(extra && { extra }) };
        expect(parseTlogProof(encodeTlogProof(proof))).toEqual(proof);
      },
    ),
  );
});

it.each([
  ['another version', (text: string) => text.replace('@v1', '@v2')],
  ['no index', (text: string) => text.replace('index 5\n', '')],
  ['an index with a leading zero', (text: string) => text.replace('index 5', 'index 05')],
  ['a hash of another length', (text: string) => text.replace(a.toString('base64'), 'AAAA')],
  ['a hash written in two ways', (text: string) => text.replace('=\n', '\n')],
  ['no checkpoint at all', (text: string) => text.slice(0, text.indexOf('\n\n'))],
  ['an extra line in the wrong place', (text: string) => text.replace('index 5\n', 'index 5\nextra AAAA\n')],
])('%s is refused', (_what, change) => {
  expect(parseTlogProof(change(encodeTlogProof({ index: 5n, hashes: [a, b], checkpoint })))).toBeNull();
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseTlogProof(`c2sp.org/tlog-proof@v1\n${text}`)));
});
