import { EMPTY_ROOT, nodeHash } from './merkle';

/** A finished subtree: it covers the leaves index·2^level … (index+1)·2^level − 1. */
export type Node = { level: number; index: bigint };
/** The leaves from `lo` up to, not including, `hi`, as one of the parts into which RFC 6962 splits a tree. */
export type Range = { lo: bigint; hi: bigint };

const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);
/** The largest power of two below `n`; n is at least 2. */
const splitOf = (n: bigint): bigint => 1n << BigInt(bitLength(n - 1n) - 1);
const isPowerOfTwo = (n: bigint): boolean => (n & (n - 1n)) === 0n;
const nodeOf = ({ lo, hi }: Range): Node => {
  const level = bitLength(hi - lo) - 1;
  return { level, index: lo >> BigInt(level) };
};

/**
 * The fewest nodes from which, with the leaves of `rows` (rising), the root of `size` follows, in the order of a bundle. With the size of
 * an older checkpoint no subtree reaches over its end, so that its root follows from the same nodes.
 */
export function* walkNodes(size: bigint, rows: Iterable<bigint>, older?: bigint): Generator<Node> {
  const iterator = rows[Symbol.iterator]();
  let next = iterator.next();
  function* walk(lo: bigint, hi: bigint): Generator<Node> {
    while (!next.done && next.value < lo) next = iterator.next();
    const holdsRow = !next.done && next.value < hi;
    const holdsEnd = older !== undefined && lo < older && older < hi;
    if (holdsRow && hi - lo === 1n) return;
    if (!holdsRow && !holdsEnd && isPowerOfTwo(hi - lo)) {
      yield nodeOf({ lo, hi });
      return;
    }
    const middle = lo + splitOf(hi - lo);
    yield* walk(lo, middle);
    yield* walk(middle, hi);
  }
  if (size > 0n) yield* walk(0n, size);
}

/** The finished subtrees of which a part is made, left to right. */
export const nodesOf = ({ lo, hi }: Range): Node[] => {
  if (isPowerOfTwo(hi - lo)) return [nodeOf({ lo, hi })];
  const middle = lo + splitOf(hi - lo);
  return [...nodesOf({ lo, hi: middle }), ...nodesOf({ lo: middle, hi })];
};

/** What `nodesOf` took apart, put together: the hash of a part from the hashes of its finished subtrees. */
export function foldNodes(hashes: readonly Buffer[]): Buffer {
  const last = hashes.at(-1);
  if (!last) return EMPTY_ROOT;
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** RFC 6962 §2.1.1: the parts whose hashes lead from a leaf to the root, from below. */
export function inclusionParts(index: bigint, size: bigint): Range[] {
  if (index < 0n || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const parts: Range[] = [];
  for (let lo = 0n, hi = size; hi - lo > 1n; ) {
    const middle = lo + splitOf(hi - lo);
    if (index < middle) {
      parts.push({ lo: middle, hi });
      hi = middle;
    } else {
      parts.push({ lo, hi: middle });
      lo = middle;
    }
  }
  return parts.reverse();
}

/** RFC 6962 §2.1.2: the parts that show a tree of `newer` leaves to begin with one of `older`. */
export function consistencyParts(older: bigint, newer: bigint): Range[] {
  if (older < 0n || older > newer) throw new RangeError(`a tree of ${newer} leaves does not extend one of ${older}`);
  const parts: Range[] = [];
  if (older === 0n) return parts;
  let lo = 0n;
  let hi = newer;
  while (hi !== older) {
    const middle = lo + splitOf(hi - lo);
    if (older <= middle) {
      parts.push({ lo: middle, hi });
      hi = middle;
    } else {
      parts.push({ lo, hi: middle });
      lo = middle;
    }
  }
  // The older tree as a whole is known to whoever asks.
  if (lo > 0n) parts.push({ lo, hi });
  return parts.reverse();
}

/** RFC 9162 §2.1.3.2. */
export function verifyInclusion(
  leaf: Buffer,
  index: bigint,
  size: bigint,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (index < 0n || index >= size || leaf.length !== 32) return false;
  let place = index;
  let last = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      hash = nodeHash(sibling, hash);
      while (!(place & 1n) && place > 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && hash.equals(root);
}

type Head = { size: bigint; root: Buffer };

/** RFC 9162 §2.1.4.2. An empty tree is the beginning of every other and shows nothing: it is never accepted as one. */
export function verifyConsistency(older: Head, newer: Head, proof: readonly Buffer[]): boolean {
  if (older.size < 1n || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : [...proof];
  const [first, ...rest] = path;
  if (!first || proof.length === 0) return false;
  let place = older.size - 1n;
  let last = newer.size - 1n;
  while (place & 1n) {
    place >>= 1n;
    last >>= 1n;
  }
  let from = first;
  let to = first;
  for (const hash of rest) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      from = nodeHash(hash, from);
      to = nodeHash(hash, to);
      while (!(place & 1n) && place > 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      to = nodeHash(to, hash);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && from.equals(older.root) && to.equals(newer.root);
}
