import type { Connection } from '@/lib/db';
import type { Findings } from './findings';
import { equalsAt, HASH_BYTES } from './hashing';
import { type DueTile, TILE_WIDTH } from './tree';

/** The leaves under the first hash that the events give and the stored row does not have; what a finding below explains is none. */
function firstDiffering(
  { level, index, from, hashes }: DueTile,
  stored: Buffer | undefined,
  findings: Findings,
): number | null {
  const width = TILE_WIDTH ** level;
  for (const [i, hash] of hashes.entries()) {
    if (stored && equalsAt(hash, stored, (from + i) * HASH_BYTES)) continue;
    const leaf = (index * TILE_WIDTH + from + i) * width;
    if (!findings.anyWithin(leaf, leaf + width)) return leaf;
  }
  return null;
}

export async function checkTiles(db: Connection, tiles: readonly DueTile[], findings: Findings): Promise<void> {
  if (tiles.length === 0) return;
  const { rows } = await db.query<{ level: number; index: string; data: Buffer }>(
    `SELECT t.level, t.index, t.data FROM ledger_tile t
     JOIN unnest($1::smallint[], $2::bigint[]) AS w(level, index) ON t.level = w.level AND t.index = w.index`,
    [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index)],
  );
  const stored = new Map(rows.map((row) => [`${row.level}/${row.index}`, row.data]));
  for (const tile of [...tiles].sort((a, b) => a.level - b.level)) {
    const name = `${tile.level}/${tile.index}`;
    const first = firstDiffering(tile, stored.get(name), findings);
    if (first !== null) findings.add(first, 'tree', `row ${name}`);
  }
}
