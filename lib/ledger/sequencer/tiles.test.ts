import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Frontier, subtreeRoot } from '../format/merkle';
import { TILE_WIDTH, Tiles } from './tiles';

const leaf = (i: number) => createHash('sha256').update(String(i)).digest();

/** What is stored after all of `batches`, as the table would hold it. */
function stored(batches: readonly number[]): { table: Map<string, Buffer>; leaves: Buffer[] } {
  const tiles = Tiles.empty();
  const table = new Map<string, Buffer>();
  const leaves: Buffer[] = [];
  for (const size of batches) {
    const next = Array.from({ length: size }, (_, i) => leaf(leaves.length + i));
    leaves.push(...next);
    for (const { level, index, data } of tiles.append(next)) table.set(`${level}/${index}`, data);
  }
  return { table, leaves };
}

it('stores each finished row of leaves, and above it one hash a row', () => {
  const { table, leaves } = stored([100, 155, 1, 300, 212]);
  expect([...table.keys()].sort()).toEqual(['0/0', '0/1', '0/2', '1/0']);
  expect(table.get('0/1')).toEqual(Buffer.concat(leaves.slice(TILE_WIDTH, 2 * TILE_WIDTH)));
  const roots = [0, 1, 2].map((i) => subtreeRoot(leaves.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)));
  expect(table.get('1/0')).toEqual(Buffer.concat(roots));
});

it('reaches a third level, whose hashes are those of the tree', () => {
  const size = TILE_WIDTH * TILE_WIDTH + 2 * TILE_WIDTH;
  const { table, leaves } = stored([1000, size - 1000]);
  expect(table.get('2/0')).toHaveLength(32);
  expect(table.get('1/1')).toHaveLength(64);
  const whole = table.get('2/0') ?? Buffer.alloc(0);
  expect(whole).toEqual(subtreeRoot(leaves.slice(0, TILE_WIDTH * TILE_WIDTH)));
  const rest = table.get('1/1') ?? Buffer.alloc(0);
  const frontier = Frontier.empty();
  for (const each of leaves) frontier.append(each);
  const two = subtreeRoot([rest.subarray(0, 32), rest.subarray(32)]);
  expect(Frontier.from(BigInt(size), [whole, two]).root()).toEqual(frontier.root());
});

it('is the same however the leaves come', () => {
  expect(stored([600]).table).toEqual(stored(Array.from({ length: 600 }, () => 1)).table);
});
