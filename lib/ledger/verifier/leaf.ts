import { utf8 } from './bytes';
import { sha256 } from './sha256';

/** "CWLOG", 0, 0, 1 */
const MAGIC = [0x43, 0x57, 0x4c, 0x4f, 0x47, 0, 0, 1];
const RECORD_DOMAIN = utf8('chainward/record/v1\n');
const NODE_PREFIX = Uint8Array.of(1);

export const HASH = 32;
export const ZERO_HASH = new Uint8Array(HASH);

export const recordDigest = (record: Uint8Array): Uint8Array => sha256(RECORD_DOMAIN, record);

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(NODE_PREFIX, left, right);

// RFC 6962's leaf prefix 0x00, then the 88 bytes of the entry; one buffer for all, as it is hashed at once.
const leaf = new Uint8Array(1 + 88);
leaf.set(MAGIC, 1);
const view = new DataView(leaf.buffer);

const putUint64 = (at: number, value: number): void => {
  view.setUint32(at, Math.floor(value / 0x1_0000_0000));
  view.setUint32(at + 4, value % 0x1_0000_0000);
};

export type Entry = { seq: number; micros: number; prev: Uint8Array; digest: Uint8Array };

export function leafHash({ seq, micros, prev, digest }: Entry): Uint8Array {
  putUint64(9, seq);
  putUint64(17, micros);
  leaf.set(prev, 25);
  leaf.set(digest, 57);
  return sha256(leaf);
}
