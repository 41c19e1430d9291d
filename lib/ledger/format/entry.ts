import { createHash } from 'node:crypto';

/** "CWLOG", 0, 0, 1 */
const MAGIC = Buffer.from([0x43, 0x57, 0x4c, 0x4f, 0x47, 0, 0, 1]);
export const ENTRY_BYTES = 88;
export const ZERO_HASH: Buffer = Buffer.alloc(32);

const LEAF_PREFIX = Buffer.from([0]);

/** What is sealed for event `seq`: its place, its time, the hash before it and its record's digest. */
export function encodeEntry(seq: bigint, sealedAtMicros: bigint, prev: Uint8Array, digest: Uint8Array): Buffer {
  // A shorter hash would leave memory in the entry as it was, a longer one write over its neighbour.
  if (prev.length !== 32 || digest.length !== 32) throw new RangeError('an entry is made of hashes of 32 bytes');
  const entry = Buffer.allocUnsafe(ENTRY_BYTES);
  MAGIC.copy(entry, 0);
  entry.writeBigUInt64BE(seq, 8);
  entry.writeBigUInt64BE(sealedAtMicros, 16);
  entry.set(prev, 24);
  entry.set(digest, 56);
  return entry;
}

/** RFC 6962 §2.1: the leaf hash, which is the link of the chain as well. */
export const leafHash = (entry: Uint8Array): Buffer => createHash('sha256').update(LEAF_PREFIX).update(entry).digest();
