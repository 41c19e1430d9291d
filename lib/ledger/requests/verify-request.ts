import { verifyInclusion } from '../format/proof';
import { parseRecord } from '../format/record';
import { rowHash } from './request-row';

/** All that ties one request to an event; the event's own place in the log is proven like any other's. */
export type RequestProof = {
  /** The canonical bytes of the row. */
  row: string;
  segment: string;
  position: number;
  count: number;
  /** Hashes from the row to the segment's root, from below, in hex. */
  path: string[];
  /** The canonical bytes of the `service.requests` event, and its number. */
  event: string;
  seq: number;
};

type SegmentEvent = { id: string; count: number; root: Buffer; from: string; to: string };

/** What the event of a segment says; null for anything that is none. */
export function readSegmentEvent(record: Buffer): SegmentEvent | null {
  const envelope = parseRecord(record)?.value as
    | { id?: unknown; module?: unknown; activity?: unknown; details?: Record<string, unknown> }
    | undefined;
  const { count, root, from, to } = envelope?.details ?? {};
  if (envelope?.module !== 'service' || envelope.activity !== 'requests') return null;
  if (typeof envelope.id !== 'string' || typeof from !== 'string' || typeof to !== 'string') return null;
  if (typeof count !== 'number' || typeof root !== 'string' || !/^[0-9a-f]{64}$/.test(root)) return null;
  return { id: envelope.id, count, root: Buffer.from(root, 'hex'), from, to };
}

const isHash = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

/** What is wrong with a proof, or null: pure, so that it can be asked anywhere. The event is for the caller to prove in the log. */
export function verifyRequest(proof: RequestProof): string | null {
  const event = readSegmentEvent(Buffer.from(proof.event));
  if (!event) return 'the event is not one of requests';
  if (event.id !== proof.segment) return 'the event is that of another segment';
  if (event.count !== proof.count) return 'the event counts other rows';
  if (!Number.isSafeInteger(proof.position) || proof.position < 0) return 'the position is no number';
  if (!proof.path.every(isHash)) return 'the path holds what is no hash';
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  const leaf = rowHash(Buffer.from(proof.row));
  if (!verifyInclusion(leaf, BigInt(proof.position), BigInt(proof.count), path, event.root))
    return 'the row does not lead to the root that the event holds';
  return null;
}
