import type { Projection } from '../projection';

/** A row as the database holds it: what is sealed, and what only helps to find it. */
export type DrillRow = {
  seq: number;
  eventId: string;
  record: Uint8Array;
  digest: Uint8Array;
  prev: Uint8Array;
  leaf: Uint8Array;
  sealedMicros: bigint;
  columns: Projection;
};

/** `genuine`: whether the signature is that of the log's own key, as people outside know it. */
export type DrillCheckpoint = { size: number; root: Uint8Array; genuine: boolean };

/** Part of a log, its head and its signatures: all that somebody with the database in his hands can change. */
export type DrillSlice = {
  rows: readonly DrillRow[];
  head: { size: number; hash: Uint8Array };
  checkpoints: readonly DrillCheckpoint[];
};

/**
 * What that hand cannot reach. `start`: where the slice begins, with the finished subtrees before it (RFC 6962, largest first);
 * nothing at all for a whole log.
 */
export type DrillOutside = {
  start: { size: number; nodes: readonly Uint8Array[]; last: Uint8Array; sealedMicros: bigint };
  anchored: readonly { size: number; root: Uint8Array }[];
  receipts: readonly { eventId: string; digest: string }[];
};

export const WHOLE_LOG: DrillOutside = {
  start: { size: 0, nodes: [], last: new Uint8Array(32), sealedMicros: 0n },
  anchored: [],
  receipts: [],
};

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
