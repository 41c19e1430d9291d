import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { leafHash } from './entry';
import { EMPTY_ROOT, Frontier, nodeHash, subtreeRoot } from './merkle';

const hex = (text: string) => Buffer.from(text, 'hex');

/** The leaves and roots that certificate-transparency-go and its kin test themselves with. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (leaf) => leafHash(hex(leaf)),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** RFC 6962 §2.1, word for word. */
function naive(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naive(leaves.slice(0, split)), naive(leaves.slice(split)));
}

const leaf = (i: number) => leafHash(Buffer.from(String(i)));
const grown = (leaves: readonly Buffer[]) => {
  const frontier = Frontier.empty();
  for (const one of leaves) frontier.append(one);
  return frontier;
};

describe('the known roots of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))('of %i leaves', (size, root) => {
    expect(grown(LEAVES.slice(0, size)).root().toString('hex')).toBe(root);
    expect(naive(LEAVES.slice(0, size)).toString('hex')).toBe(root);
  });

  it('of no leaf and of an empty one are two', () => {
    expect(EMPTY_ROOT.toString('hex')).toMatch(/^e3b0c442/);
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toMatch(/^6e340b9c/);
  });
});

test('at every size up to 600 the frontier tells the root that the definition gives', () => {
  const leaves: Buffer[] = [];
  const frontier = Frontier.empty();
  for (let size = 0; size <= 600; size += 1) {
    expect(frontier.size).toBe(BigInt(size));
    if (!frontier.root().equals(naive(leaves))) expect.fail(`another root at ${size}`);
    leaves.push(leaf(size));
    frontier.append(leaf(size));
  }
});

test('goes on from its own hashes as if it had never been put down', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (first, more) => {
      const leaves = Array.from({ length: first + more }, (_, i) => leaf(i));
      const before = grown(leaves.slice(0, first));
      const again = Frontier.from(BigInt(first), before.hashes());
      for (const one of leaves.slice(first)) again.append(one);
      expect(again.root()).toEqual(grown(leaves).root());
      expect(before.size).toBe(BigInt(first));
    }),
    { numRuns: 40 },
  );
});

test('a copy grows alone', () => {
  const frontier = grown(LEAVES.slice(0, 3));
  const root = frontier.root();
  frontier.copy().append(leaf(0));
  expect(frontier.root()).toEqual(root);
});

test.each([
  [0n, 1],
  [1n, 0],
  [7n, 2],
  [8n, 3],
])('a size of %s with %i subtrees is refused', (size, count) => {
  expect(() =>
    Frontier.from(
      size,
      Array.from({ length: count }, () => leaf(0)),
    ),
  ).toThrow(/finished subtrees/);
});

test('a finished subtree has the root of its leaves', () => {
  expect(subtreeRoot(LEAVES).toString('hex')).toBe(ROOTS[8]);
});
