import type { Queryable } from '@/lib/db';
import { subtreeRoot } from '../format/merkle';

/** A row holds 256 nodes of one level, which is eight levels of the tree. */
export const TILE_WIDTH = 256;
export const TILE_LEVELS = 8;
const HASH = 32;

type Changed = { level: number; index: bigint; data: Buffer };

function split(data: Buffer): Buffer[] {
  return Array.from({ length: data.length / HASH }, (_, i) => data.subarray(i * HASH, (i + 1) * HASH));
}

/**
 * The finished nodes of the tree. A row of level 0 is written when its 256 leaves are there (until then the events themselves hold
 * them); rows above grow by one hash for each row finished below.
 */
export class Tiles {
  private constructor(private readonly open: { hashes: Buffer[]; index: bigint }[]) {}

  static empty(): Tiles {
    return new Tiles([]);
  }

  static async load(db: Queryable, size: bigint): Promise<Tiles> {
    const open: { hashes: Buffer[]; index: bigint }[] = [];
    const leaves = await db.query<{ leaf_hash: Buffer }>(
      'SELECT leaf_hash FROM audit_event WHERE seq >= $1 AND seq < $2 ORDER BY seq',
      [size - (size % BigInt(TILE_WIDTH)), size],
    );
    open.push({ hashes: leaves.rows.map((row) => row.leaf_hash), index: size / BigInt(TILE_WIDTH) });
    for (let level = 1, count = size / BigInt(TILE_WIDTH); count > 0n; level += 1, count /= BigInt(TILE_WIDTH)) {
      const index = count / BigInt(TILE_WIDTH);
      const { rows } = await db.query<{ data: Buffer }>(
        'SELECT data FROM ledger_tile WHERE level = $1 AND index = $2',
        [level, index],
      );
      const hashes = count % BigInt(TILE_WIDTH) === 0n ? [] : split(rows[0]?.data ?? Buffer.alloc(0));
      if (BigInt(hashes.length) !== count % BigInt(TILE_WIDTH)) {
        throw new Error(
          `the tree's row ${level}/${index} holds ${hashes.length} hashes, ${count % BigInt(TILE_WIDTH)} are due`,
        );
      }
      open.push({ hashes, index });
    }
    return new Tiles(open);
  }

  /** Takes the next leaves and returns the rows that this finished or made longer. */
  append(leaves: readonly Buffer[]): Changed[] {
    const changed = new Map<string, Changed>();
    const push = (level: number, hash: Buffer) => {
      const tile = this.open[level] ?? { hashes: [], index: 0n };
      this.open[level] = tile;
      tile.hashes.push(hash);
      const full = tile.hashes.length === TILE_WIDTH;
      if (level > 0 || full)
        changed.set(`${level}/${tile.index}`, { level, index: tile.index, data: Buffer.concat(tile.hashes) });
      if (!full) return;
      const root = subtreeRoot(tile.hashes);
      this.open[level] = { hashes: [], index: tile.index + 1n };
      push(level + 1, root);
    };
    for (const leaf of leaves) push(0, leaf);
    return [...changed.values()];
  }
}

export async function storeTiles(db: Queryable, tiles: readonly Changed[]): Promise<void> {
  if (tiles.length === 0) return;
  await db.query(
    `INSERT INTO ledger_tile (level, index, data) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
     ON CONFLICT (level, index) DO UPDATE SET data = EXCLUDED.data`,
    [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index), tiles.map((tile) => tile.data)],
  );
}
