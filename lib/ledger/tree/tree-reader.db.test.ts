import { afterAll, beforeAll, expect, it, test } from 'vitest';
import type { Queryable } from '@/lib/db';
import { Frontier } from '../format/merkle';
import { verifyConsistency, verifyInclusion, walkNodes } from '../format/proof';
import { inboxRow, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { TreeReader } from './tree-reader';

let log: TestLog;
let leaves: Buffer[];

const rootAt = (size: bigint): Buffer => {
  const frontier = Frontier.empty();
  for (const leaf of leaves.slice(0, Number(size))) frontier.append(leaf);
  return frontier.root();
};
const leafAt = (seq: bigint): Buffer => leaves[Number(seq)] ?? Buffer.alloc(0);

/** Longer than one stored row and one row of rows' beginning: 1,100 leaves are four rows and an open one. */
beforeAll(async () => {
  log = await openTestLog();
  await log.put(Array.from({ length: 1_099 }, (_, i) => inboxRow(sampleRecord({ summary: `It began ${i}.` }))));
  await log.seal();
  leaves = (await log.rows()).map((row) => row.leaf_hash);
});
afterAll(() => log.close());

it.each([1n, 2n, 255n, 256n, 257n, 511n, 512n, 700n, 1_024n, 1_099n, 1_100n])(
  'proves what a log of %s events holds',
  async (size) => {
    const tree = new TreeReader(log.pool, size);
    const root = rootAt(size);
    expect(await tree.root()).toEqual(root);
    for (const seq of [0n, size / 3n, size / 2n, size - 1n]) {
      const proof = await tree.inclusionProof(seq);
      expect(verifyInclusion(leafAt(seq), seq, size, proof, root)).toBe(true);
    }
    for (const older of [1n, size / 2n || 1n, size]) {
      const proof = await tree.consistencyProof(older);
      expect(verifyConsistency({ size: older, root: rootAt(older) }, { size, root }, proof)).toBe(true);
    }
  },
);

test('reads the nodes of a bundle', async () => {
  const nodes = [...walkNodes(1_100n, [3n, 700n, 1_099n], 300n)];
  const hashes = await new TreeReader(log.pool, 1_100n).read(nodes);
  for (const [at, { level, index }] of nodes.entries()) {
    const frontier = Frontier.empty();
    const from = Number(index << BigInt(level));
    for (const leaf of leaves.slice(from, from + 2 ** level)) frontier.append(leaf);
    expect(hashes[at]).toEqual(frontier.root());
  }
});

test('a proof asks twice, wherever the leaf stands, and never for a subtree that is not finished', async () => {
  let asked = 0;
  const counting: Queryable = {
    query: ((...args: Parameters<Queryable['query']>) => {
      asked += 1;
      return log.pool.query(...args);
    }) as Queryable['query'],
  };
  const tree = new TreeReader(counting, 1_100n);
  await tree.inclusionProof(5n);
  expect(asked).toBeLessThanOrEqual(2);
  await expect(tree.read([{ level: 7, index: 8n }])).rejects.toThrow('is not finished at 1100');
});

test('a hole in the stored tree is told, not computed over', async () => {
  await log.database.owner.query('DELETE FROM ledger_tile WHERE level = 0 AND index = 2');
  await expect(new TreeReader(log.pool, 1_100n).inclusionProof(600n)).rejects.toThrow('a hole at 0/2');
});
