import type { Queryable } from '@/lib/db';
import { type Node, walkNodes } from '../format/proof';
import { TreeReader } from '../tree/tree-reader';
import type { ProofNode } from './bundle-lines';

const BATCH = 500;

/** The nodes that, with the rows, give the root of `size`: in the bundle's order, some hundreds at a time. */
export async function* proofNodes(
  db: Queryable,
  size: bigint,
  rows: Iterable<bigint>,
  anchored?: bigint,
): AsyncGenerator<ProofNode[]> {
  const tree = new TreeReader(db, size);
  let batch: Node[] = [];
  const read = async (): Promise<ProofNode[]> => {
    const hashes = await tree.read(batch);
    const proven = batch.flatMap((node, i) => (hashes[i] ? [{ ...node, hash: hashes[i] }] : []));
    batch = [];
    return proven;
  };
  for (const node of walkNodes(size, rows, anchored)) {
    batch.push(node);
    if (batch.length === BATCH) yield await read();
  }
  if (batch.length > 0) yield await read();
}
