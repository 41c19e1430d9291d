import { parseCheckpoint } from './checkpoint';
import { ENTRY_BYTES, leafHash } from './entry';
import { isSignedBy, parseVerifierKey } from './note';
import { verifyInclusion } from './proof';
import { parseRecord, recordDigest } from './record';
import { parseTlogProof } from './tlog-proof';

export type CheckedProof = {
  verdict: 'ok' | 'broken' | 'unpinned' | 'unreadable';
  detail: string;
  seq: string | null;
  size: string | null;
  origin: string | null;
  /** The event itself, when its record lies in the proof. */
  record: string | null;
};

const HASH_PART = ENTRY_BYTES - 32;

/** Checks a proof of one event against nothing but a key: extra data is its entry and its record, as `proveEvent` writes them. */
export function checkProof(text: string, vkey: string | undefined): CheckedProof {
  const known = { seq: null, size: null, origin: null, record: null };
  const proof = parseTlogProof(text);
  const checkpoint = proof && parseCheckpoint(proof.checkpoint);
  if (!proof || !checkpoint || !proof.extra || proof.extra.length <= ENTRY_BYTES)
    return { ...known, verdict: 'unreadable', detail: 'this is not a proof of an event' };
  const entry = proof.extra.subarray(0, ENTRY_BYTES);
  const record = proof.extra.subarray(ENTRY_BYTES);
  const said = {
    seq: String(proof.index),
    size: String(checkpoint.size),
    origin: checkpoint.origin,
    record: record.toString('utf8'),
  };
  const broken = (detail: string): CheckedProof => ({ ...said, verdict: 'broken', detail });
  if (entry.readBigUInt64BE(8) !== proof.index) return broken('the entry is that of another event');
  if (!recordDigest(record).equals(entry.subarray(HASH_PART)))
    return broken('the record is not the one that was sealed');
  if (!parseRecord(record)) return broken('the record is not in canonical form');
  if (!verifyInclusion(leafHash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root))
    return broken('the event does not lead to the root');
  if (vkey === undefined)
    return { ...said, verdict: 'unpinned', detail: 'intact, but without a key from outside it may be anybody’s' };
  const key = parseVerifierKey(vkey);
  if (!key || key.name !== checkpoint.origin || !isSignedBy(proof.checkpoint, key))
    return broken('the root is not signed by the given key');
  return { ...said, verdict: 'ok', detail: 'the event stands under a root signed by the given key' };
}
