import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { leafHash } from './entry';
import { EMPTY_ROOT, Frontier, nodeHash } from './merkle';
import {
  consistencyParts,
  foldNodes,
  inclusionParts,
  type Node,
  nodesOf,
  type Range,
  verifyConsistency,
  verifyInclusion,
  walkNodes,
} from './proof';

const LEAVES = Array.from({ length: 300 }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const rootOf = (hashes: readonly Buffer[]): Buffer => {
  const frontier = Frontier.empty();
  for (const hash of hashes) frontier.append(hash);
  return frontier.root();
};
const hashOf = ({ lo, hi }: Range): Buffer => rootOf(LEAVES.slice(Number(lo), Number(hi)));
const rangeOf = ({ level, index }: Node): Range => ({
  lo: index << BigInt(level),
  hi: (index + 1n) << BigInt(level),
});
const rootAt = (size: bigint) => hashOf({ lo: 0n, hi: size });

describe('every leaf of every tree up to 70 leaves', () => {
  it.each(Array.from({ length: 70 }, (_, i) => BigInt(i + 1)))('of %s leaves', (size) => {
    for (let index = 0n; index < size; index += 1n) {
      const proof = inclusionParts(index, size).map(hashOf);
      const leaf = LEAVES[Number(index)] ?? EMPTY_ROOT;
      expect(verifyInclusion(leaf, index, size, proof, rootAt(size))).toBe(true);
      expect(verifyInclusion(leaf, index + 1n, size, proof, rootAt(size))).toBe(false);
    }
    for (let older = 1n; older <= size; older += 1n) {
      const proof = consistencyParts(older, size).map(hashOf);
      expect(verifyConsistency({ size: older, root: rootAt(older) }, { size, root: rootAt(size) }, proof)).toBe(true);
    }
  });
});

test('parts are made of their finished subtrees', () => {
  for (const part of [...inclusionParts(3n, 300n), ...consistencyParts(77n, 300n), { lo: 0n, hi: 299n }]) {
    expect(foldNodes(nodesOf(part).map((node) => hashOf(rangeOf(node))))).toEqual(hashOf(part));
  }
});

/** The roots that follow from nodes and rows, by the words of the format and by no code of ours. */
function rebuild(lo: bigint, hi: bigint, known: Map<string, Buffer>): Buffer | null {
  const given = known.get(`${lo}-${hi}`);
  if (given || hi - lo === 1n) return given ?? null;
  let split = 1n;
  while (split * 2n < hi - lo) split *= 2n;
  const left = rebuild(lo, lo + split, known);
  const right = rebuild(lo + split, hi, known);
  return left && right && nodeHash(left, right);
}

const logs = fc.bigInt({ min: 1n, max: 300n }).chain((size) =>
  fc.tuple(
    fc.constant(size),
    fc.uniqueArray(fc.bigInt({ min: 0n, max: size - 1n })).map((rows) => rows.sort((a, b) => Number(a - b))),
    fc.option(fc.bigInt({ min: 1n, max: size }), { nil: undefined }),
  ),
);

test('the nodes of a bundle and its rows give the root, that of the older checkpoint too, and none can be spared', () => {
  fc.assert(
    fc.property(logs, ([size, rows, older]) => {
      const nodes = [...walkNodes(size, rows, older)];
      const known = new Map<string, Buffer>();
      for (const row of rows) known.set(`${row}-${row + 1n}`, hashOf({ lo: row, hi: row + 1n }));
      for (const node of nodes.map(rangeOf)) known.set(`${node.lo}-${node.hi}`, hashOf(node));
      expect(rebuild(0n, size, known)).toEqual(rootAt(size));
      if (older !== undefined) expect(rebuild(0n, older, known)).toEqual(rootAt(older));
      const order = nodes.map((node) => rangeOf(node).lo);
      expect(order).toEqual([...order].sort((a, b) => Number(a - b)));
      for (const { lo, hi } of nodes.map(rangeOf)) {
        const without = new Map(known);
        without.delete(`${lo}-${hi}`);
        expect(rebuild(0n, size, without)).toBeNull();
      }
    }),
    { numRuns: 150 },
  );
});
