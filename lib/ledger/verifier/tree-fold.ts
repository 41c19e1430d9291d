import { HASH, nodeHash } from './leaf';

/** Rising sequence numbers and their leaf hashes: 40 bytes a row, whatever the records weigh. */
export class Leaves {
  private seqs = new Float64Array(1024);
  private hashes = new Uint8Array(1024 * HASH);
  count = 0;

  push(seq: number, hash: Uint8Array): void {
    if (this.count === this.seqs.length) {
      const seqs = new Float64Array(this.count * 2);
      seqs.set(this.seqs);
      this.seqs = seqs;
      const hashes = new Uint8Array(this.count * 2 * HASH);
      hashes.set(this.hashes);
      this.hashes = hashes;
    }
    this.seqs[this.count] = seq;
    this.hashes.set(hash, this.count * HASH);
    this.count += 1;
  }

  seq = (at: number): number => (at < this.count ? (this.seqs[at] as number) : Number.POSITIVE_INFINITY);
  hash = (at: number): Uint8Array => this.hashes.slice(at * HASH, (at + 1) * HASH);
}

export type Place = { level: number; index: number };

/** The hash of a part of the tree, and of its beginning up to each older size that ends within; null when that cannot be told. */
type Part = { hash: Uint8Array; upTo: (Uint8Array | null)[] };
type Frame = { lo: number; hi: number; middle: number; left: Part | null };

const levelOf = (width: number): number => Math.round(Math.log2(width));

/** The largest power of two below `n`; n is at least 2. */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

const isPowerOfTwo = (n: number): boolean => splitOf(n + 1) === n;

/**
 * Puts a tree together again from the rows' own leaves and the nodes of the file, in the order in which the format lists them, and tells
 * the root of the whole and of older sizes. Memory is that of one path.
 */
export class TreeFold {
  private readonly frames: Frame[] = [];
  private next = 0;
  private done: Part | null = null;
  private wanted: Frame | null = null;

  constructor(
    size: number,
    private readonly leaves: Leaves,
    /** No node of the file reaches over this size. */
    private readonly splitAt: number | null,
    private readonly older: readonly number[],
  ) {
    this.frames.push({ lo: 0, hi: size, middle: 0, left: null });
    this.advance();
  }

  /** Which node comes next; null when the tree is whole. */
  get want(): Place | null {
    if (!this.wanted) return null;
    const { lo, hi } = this.wanted;
    return { level: levelOf(hi - lo), index: lo / (hi - lo) };
  }

  give(hash: Uint8Array): void {
    const frame = this.wanted;
    if (!frame) return;
    this.wanted = null;
    this.deliver(this.plain(frame, hash));
    this.advance();
  }

  get root(): Uint8Array | null {
    return this.done?.hash ?? null;
  }

  /** Of the beginning with as many leaves as `older[at]` says. */
  olderRoot(at: number): Uint8Array | null {
    return this.done?.upTo[at] ?? null;
  }

  private plain({ lo, hi }: Frame, hash: Uint8Array): Part {
    return { hash, upTo: this.older.map((size) => (lo < size && size < hi ? null : hash)) };
  }

  private advance(): void {
    for (let frame = this.frames.at(-1); frame && !this.wanted; frame = this.frames.at(-1)) {
      const { lo, hi } = frame;
      const holdsRow = this.leaves.seq(this.next) < hi;
      const isSplit = this.splitAt !== null && lo < this.splitAt && this.splitAt < hi;
      if (holdsRow && hi - lo === 1) {
        this.deliver(this.plain(frame, this.leaves.hash(this.next)));
        this.next += 1;
      } else if (!holdsRow && !isSplit && isPowerOfTwo(hi - lo)) {
        this.wanted = frame;
      } else {
        frame.middle = lo + splitOf(hi - lo);
        this.frames.push({ lo, hi: frame.middle, middle: 0, left: null });
      }
    }
  }

  /** The part on top of the stack is known: it is the left half of what waits below, or completes it. */
  private deliver(known: Part): void {
    let part = known;
    this.frames.pop();
    for (let parent = this.frames.at(-1); parent; parent = this.frames.at(-1)) {
      const { left, hi, middle } = parent;
      if (!left) {
        parent.left = part;
        this.frames.push({ lo: middle, hi, middle: 0, left: null });
        return;
      }
      part = this.join(parent, left, part);
      this.frames.pop();
    }
    this.done = part;
  }

  private join({ lo, hi, middle }: Frame, left: Part, right: Part): Part {
    const hash = nodeHash(left.hash, right.hash);
    const upTo = this.older.map((size, at) => {
      if (size <= lo || size >= hi) return hash;
      if (size <= middle) return left.upTo[at] ?? null;
      const rest = right.upTo[at];
      return rest ? nodeHash(left.hash, rest) : null;
    });
    return { hash, upTo };
  }
}
