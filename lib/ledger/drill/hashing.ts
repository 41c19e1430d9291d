/** Given from outside, because browsers and Node have different ones. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** "CWLOG", 0, 0, 1 */
const MAGIC = [0x43, 0x57, 0x4c, 0x4f, 0x47, 0, 0, 1];
const RECORD_DOMAIN = new TextEncoder().encode('chainward/record/v1\n');

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The log's format once more, for places without Node's Buffer; its tests hold it against the other. */
export class Hashing {
  constructor(private readonly sha256: Sha256) {}

  digest(record: Uint8Array): Uint8Array {
    return this.sha256(join(RECORD_DOMAIN, record));
  }

  /** RFC 6962 §2.1: the leaf over an entry's 88 bytes. What cannot be an entry has no leaf. */
  leaf(seq: number, sealedMicros: bigint, prev: Uint8Array, digest: Uint8Array): Uint8Array | null {
    if (prev.length !== 32 || digest.length !== 32 || seq < 0 || sealedMicros < 0n) return null;
    const bytes = new Uint8Array(89);
    bytes.set(MAGIC, 1);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(9, BigInt(seq));
    view.setBigUint64(17, sealedMicros);
    bytes.set(prev, 25);
    bytes.set(digest, 57);
    return this.sha256(bytes);
  }

  node(left: Uint8Array, right: Uint8Array): Uint8Array {
    return this.sha256(join(new Uint8Array([1]), left, right));
  }

  /** Takes leaves one after the other behind those whose finished subtrees are given; tells the root at each size asked for. */
  roots(
    start: { size: number; nodes: readonly Uint8Array[] },
    leaves: readonly Uint8Array[],
    sizes: readonly number[],
  ): Map<number, Uint8Array> {
    const nodes = [...start.nodes];
    const found = new Map<number, Uint8Array>();
    let size = start.size;
    for (const leaf of leaves) {
      let node = leaf;
      for (let carry = size; carry % 2 === 1; carry = (carry - 1) / 2) node = this.node(nodes.pop() ?? node, node);
      nodes.push(node);
      size += 1;
      if (sizes.includes(size))
        found.set(
          size,
          nodes.slice(0, -1).reduceRight((right, left) => this.node(left, right), node),
        );
    }
    return found;
  }
}
