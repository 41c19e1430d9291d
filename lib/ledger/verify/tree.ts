import { EMPTY_ROOT } from '../format/merkle';
import { type Hash, nodeOf, toBytes } from './hashing';

export const TILE_WIDTH = 256;
const LEVELS_A_TILE = 8;

/** A stored row of nodes as the events give it; from the hash at `from` on, when reading began in its middle. */
export type DueTile = { level: number; index: number; from: number; hashes: Hash[] };

type OpenTile = { index: number; from: number; hashes: Hash[] };

/** RFC 6962 §2.1: the finished subtrees of a growing tree, and the rows of nodes that it fills on its way. */
export class VerifiedTree {
  size = 0;
  private readonly subtrees: (Hash | undefined)[] = [];
  private readonly open: OpenTile[] = [];

  /** Goes on with a tree of so many leaves; its subtrees largest first. */
  static from(size: number, subtrees: readonly Hash[]): VerifiedTree {
    const tree = new VerifiedTree();
    tree.size = size;
    const rest = [...subtrees];
    for (let level = 0, leaves = size; leaves > 0; level += 1, leaves = Math.floor(leaves / 2)) {
      if (leaves % 2 === 1) tree.subtrees[level] = rest.pop();
      if (level % LEVELS_A_TILE === 0) {
        const from = leaves % TILE_WIDTH;
        tree.open[level / LEVELS_A_TILE] = { index: Math.floor(leaves / TILE_WIDTH), from, hashes: [] };
      }
    }
    return tree;
  }

  hashes(): Hash[] {
    return this.subtrees.filter((hash): hash is Hash => hash !== undefined).reverse();
  }

  append(leaf: Hash, due: DueTile[]): void {
    let hash = leaf;
    let level = 0;
    for (;;) {
      if (level % LEVELS_A_TILE === 0) this.keep(level / LEVELS_A_TILE, hash, due);
      const left = this.subtrees[level];
      if (left === undefined) break;
      hash = nodeOf(left, hash);
      this.subtrees[level] = undefined;
      level += 1;
    }
    this.subtrees[level] = hash;
    this.size += 1;
  }

  private keep(level: number, hash: Hash, due: DueTile[]): void {
    const tile = this.open[level] ?? { index: 0, from: 0, hashes: [] };
    this.open[level] = tile;
    tile.hashes.push(hash);
    if (tile.from + tile.hashes.length < TILE_WIDTH) return;
    due.push({ level, ...tile });
    this.open[level] = { index: tile.index + 1, from: 0, hashes: [] };
  }

  /** Rows above the lowest that are not full; they are stored as far as they go. */
  unfinished(): DueTile[] {
    return this.open.flatMap((tile, level) => (level > 0 && tile.hashes.length > 0 ? [{ level, ...tile }] : []));
  }

  root(): Buffer {
    let root: Hash | undefined;
    for (const subtree of this.subtrees) {
      if (subtree !== undefined) root = root === undefined ? subtree : nodeOf(subtree, root);
    }
    return root === undefined ? EMPTY_ROOT : toBytes(root);
  }
}
