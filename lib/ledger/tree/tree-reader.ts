import { AppError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db';
import { subtreeRoot } from '../format/merkle';
import { consistencyParts, foldNodes, inclusionParts, type Node, nodesOf, type Range } from '../format/proof';
import { TILE_LEVELS, TILE_WIDTH } from '../sequencer/tiles';

const HASH = 32;
/** Enough for one path to the root at every size; a walk from left to right finds its neighbours here. */
const MOST_TILES = 16;

type Place = { key: string; level: number; index: bigint; from: number; count: number };

/** Each stored row holds the nodes of one level, 256 of them; the eight levels above are computed from it. */
function placeOf({ level, index }: Node): Place {
  const within = level % TILE_LEVELS;
  const tileLevel = Math.floor(level / TILE_LEVELS);
  const first = index << BigInt(within);
  const tile = first / BigInt(TILE_WIDTH);
  return {
    key: `${tileLevel}/${tile}`,
    level: tileLevel,
    index: tile,
    from: Number(first % BigInt(TILE_WIDTH)),
    count: 2 ** within,
  };
}

/** Reads the tree as it was at one size: a proof touches O(log n) stored rows, however long the log is. */
export class TreeReader {
  private readonly tiles = new Map<string, Buffer>();

  constructor(
    private readonly db: Queryable,
    readonly size: bigint,
  ) {}

  /** The hashes of finished subtrees, in the order asked. */
  async read(nodes: readonly Node[]): Promise<Buffer[]> {
    const places = nodes.map((node) => {
      if ((node.index + 1n) << BigInt(node.level) > this.size)
        throw new RangeError(`the subtree ${node.level}/${node.index} is not finished at ${this.size}`);
      return placeOf(node);
    });
    await this.load(places);
    const hashes = places.map((place) => this.hashAt(place));
    for (const key of this.tiles.keys()) {
      if (this.tiles.size <= MOST_TILES) break;
      this.tiles.delete(key);
    }
    return hashes;
  }

  /** RFC 6962 §2.1.1, for a leaf of the tree of this size. */
  inclusionProof(seq: bigint): Promise<Buffer[]> {
    return this.readParts(inclusionParts(seq, this.size));
  }

  /** RFC 6962 §2.1.2, from an older size to this one. */
  consistencyProof(older: bigint): Promise<Buffer[]> {
    return this.readParts(consistencyParts(older, this.size));
  }

  async root(): Promise<Buffer> {
    const parts: Range[] = this.size > 0n ? [{ lo: 0n, hi: this.size }] : [];
    return (await this.readParts(parts))[0] ?? foldNodes([]);
  }

  private async readParts(parts: readonly Range[]): Promise<Buffer[]> {
    const nodes = parts.map(nodesOf);
    const hashes = await this.read(nodes.flat());
    let taken = 0;
    return nodes.map(({ length }) => {
      taken += length;
      return foldNodes(hashes.slice(taken - length, taken));
    });
  }

  private async load(places: readonly Place[]): Promise<void> {
    const due = new Map<string, Place>();
    for (const place of places) if (!this.tiles.has(place.key)) due.set(place.key, place);
    if (due.size === 0) return;
    const wanted = [...due.values()];
    const { rows } = await this.db.query<{ level: number; index: string; data: Buffer }>(
      `SELECT t.level, t.index, t.data FROM unnest($1::smallint[], $2::bigint[]) AS w(level, index)
       JOIN ledger_tile t ON t.level = w.level AND t.index = w.index`,
      [wanted.map((place) => place.level), wanted.map((place) => place.index)],
    );
    for (const row of rows) this.tiles.set(`${row.level}/${row.index}`, row.data);
    // The leaves at the end stand with their events until there are enough of them for a row.
    const end = this.size / BigInt(TILE_WIDTH);
    const open = due.get(`0/${end}`);
    if (!open || this.tiles.has(open.key)) return;
    const leaves = await this.db.query<{ leaf_hash: Buffer }>(
      'SELECT leaf_hash FROM audit_event WHERE seq >= $1 AND seq < $2 ORDER BY seq',
      [end * BigInt(TILE_WIDTH), this.size],
    );
    this.tiles.set(open.key, Buffer.concat(leaves.rows.map((row) => row.leaf_hash)));
  }

  private hashAt({ key, from, count }: Place): Buffer {
    const data = this.tiles.get(key);
    if (!data || data.length < (from + count) * HASH)
      throw new AppError('unavailable', `The stored tree has a hole at ${key}: verify the ledger`);
    const hashes = Array.from({ length: count }, (_, i) => data.subarray((from + i) * HASH, (from + i + 1) * HASH));
    return subtreeRoot(hashes);
  }
}
