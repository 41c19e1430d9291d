import { createHash } from 'node:crypto';

const NODE_PREFIX = Buffer.from([1]);

/** RFC 6962 §2.1, the root of no leaves at all. */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest();

/**
 * The finished subtrees of a growing tree, largest first: all that is needed to append and to tell the root, in O(log n) space.
 * The sizes of the subtrees are the bits of `size`.
 */
export class Frontier {
  private constructor(
    private readonly nodes: Buffer[],
    private leaves: bigint,
  ) {}

  static empty(): Frontier {
    return new Frontier([], 0n);
  }

  static from(size: bigint, nodes: readonly Uint8Array[]): Frontier {
    const expected = [...size.toString(2)].filter((bit) => bit === '1').length;
    if (nodes.length !== expected)
      throw new RangeError(`a tree of ${size} leaves has ${expected} finished subtrees, not ${nodes.length}`);
    return new Frontier(
      nodes.map((node) => Buffer.from(node)),
      size,
    );
  }

  get size(): bigint {
    return this.leaves;
  }

  hashes(): Buffer[] {
    return [...this.nodes];
  }

  copy(): Frontier {
    return new Frontier([...this.nodes], this.leaves);
  }

  append(leaf: Buffer): void {
    let node = leaf;
    for (let carry = this.leaves; carry & 1n; carry >>= 1n) {
      const left = this.nodes.pop();
      if (left) node = nodeHash(left, node);
    }
    this.nodes.push(node);
    this.leaves += 1n;
  }

  root(): Buffer {
    const last = this.nodes.at(-1);
    if (!last) return EMPTY_ROOT;
    return this.nodes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }
}

/** The root over all hashes of a finished subtree (a power of two of them). */
export function subtreeRoot(hashes: readonly Buffer[]): Buffer {
  const frontier = Frontier.empty();
  for (const hash of hashes) frontier.append(hash);
  return frontier.root();
}
