import { actorKey, project } from '../projection';
import type { Hashing } from './hashing';
import { type DrillOutside, type DrillRow, type DrillSlice, sameBytes, toHex } from './slice';

/** Where it shows first, and in which words. */
export type Alarm = { seq: number; what: string };
type Detector = (slice: DrillSlice, outside: DrillOutside, hashing: Hashing) => Alarm[];

const inOrder = ({ rows }: DrillSlice): DrillRow[] => [...rows].sort((a, b) => a.seq - b.seq);

function gaps(slice: DrillSlice, from: number): Alarm[] {
  let due = from;
  return inOrder(slice).flatMap(({ seq }) => {
    const alarm = seq === due ? [] : [{ seq: Math.min(seq, due), what: 'numbers do not follow each other' }];
    due = seq + 1;
    return alarm;
  });
}

/**
 * What an ordinary audit table tells whoever looks closely: numbers without gaps, no id twice, times that never fall, records that can
 * be read. It has nothing to compare its content with.
 */
export const plainTable: Detector = (slice, { start }) => {
  const alarms = gaps(slice, start.size);
  const ids = new Set<string>();
  let last = start.sealedMicros;
  for (const { seq, eventId, sealedMicros, record } of inOrder(slice)) {
    if (ids.has(eventId)) alarms.push({ seq, what: 'an id stands twice' });
    if (sealedMicros < last) alarms.push({ seq, what: 'a time earlier than the one before' });
    if (!readable(record)) alarms.push({ seq, what: 'it cannot be read' });
    ids.add(eventId);
    last = sealedMicros;
  }
  return alarms;
};

function readable(record: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(record));
    return true;
  } catch {
    return false;
  }
}

/** Each row hashed together with the one before, the last hash beside them: whoever can write can compute it all anew. */
export const plainChain: Detector = (slice, outside, hashing) => {
  const alarms = gaps(slice, outside.start.size);
  let { last, size } = outside.start;
  for (const { seq, record, digest, prev, leaf, sealedMicros } of inOrder(slice)) {
    const computed = hashing.digest(record);
    if (!sameBytes(computed, digest)) alarms.push({ seq, what: 'the record is not the one that was hashed' });
    if (!sameBytes(prev, last)) alarms.push({ seq, what: 'it does not follow from the one before' });
    const due = hashing.leaf(seq, sealedMicros, last, computed);
    if (!due || !sameBytes(due, leaf)) alarms.push({ seq, what: 'its hash is another' });
    last = leaf;
    size = seq + 1;
  }
  if (slice.head.size !== size || !sameBytes(slice.head.hash, last))
    alarms.push({ seq: Math.min(size, slice.head.size), what: 'the head is not where the rows end' });
  return alarms;
};

function wrongColumns({ seq, eventId, record, columns }: DrillRow): Alarm[] {
  try {
    const envelope = JSON.parse(new TextDecoder().decode(record));
    const { actor, ...said } = project(envelope);
    const { actor: shown, ...rest } = columns;
    const same = actorKey(actor) === actorKey(shown) && eventId === envelope.id;
    const names = Object.keys(said) as (keyof typeof said)[];
    return same && names.every((name) => said[name] === rest[name])
      ? []
      : [{ seq, what: 'a filter column does not say what the record says' }];
  } catch {
    return [{ seq, what: 'it is no event' }];
  }
}

/** The chain with its tree, columns and signatures, by the key that people outside know; every signature is where the rows are. */
export const unanchored: Detector = (slice, outside, hashing) => {
  const alarms = [...plainChain(slice, outside, hashing), ...slice.rows.flatMap(wrongColumns)];
  let last = outside.start.sealedMicros;
  for (const { seq, sealedMicros } of inOrder(slice)) {
    if (sealedMicros < last) alarms.push({ seq, what: 'the sealing time is earlier than the one before' });
    last = sealedMicros;
  }
  for (const { size, genuine } of slice.checkpoints)
    if (!genuine) alarms.push({ seq: size - 1, what: 'a checkpoint is not signed by the log’s key' });
  return [...alarms, ...againstRoots(slice, outside, hashing, slice.checkpoints)];
};

function againstRoots(
  slice: DrillSlice,
  { start }: DrillOutside,
  hashing: Hashing,
  checkpoints: readonly { size: number; root: Uint8Array }[],
): Alarm[] {
  const leaves = inOrder(slice).map((row) => row.leaf);
  const within = checkpoints.filter(({ size }) => size > start.size);
  const roots = hashing.roots(
    start,
    leaves,
    within.map(({ size }) => size),
  );
  return within.flatMap(({ size, root }) => {
    const there = roots.get(size);
    if (there && sameBytes(there, root)) return [];
    const end = start.size + leaves.length;
    return [
      {
        seq: Math.min(size - 1, end),
        what: there ? 'a signed root is not that of the rows' : 'signed events are gone',
      },
    ];
  });
}

/** With what was put out of reach: roots that were published, and the receipts of the writers. */
export const anchored: Detector = (slice, outside, hashing) => {
  const sealed = new Map(slice.rows.map((row) => [row.eventId, row]));
  const missing = outside.receipts.flatMap(({ eventId, digest }) => {
    const row = sealed.get(eventId);
    if (row && toHex(row.digest) === digest) return [];
    return [
      row
        ? { seq: row.seq, what: 'it was accepted with other bytes' }
        : { seq: slice.head.size, what: 'an accepted event is not in the log' },
    ];
  });
  return [
    ...unanchored(slice, outside, hashing),
    ...againstRoots(slice, outside, hashing, outside.anchored),
    ...missing,
  ];
};

export const DETECTORS = { plainTable, plainChain, unanchored, anchored } as const;
export type DetectorName = keyof typeof DETECTORS;

/** The first alarm of each detector; null where nothing was noticed. */
export function detect(slice: DrillSlice, outside: DrillOutside, hashing: Hashing): Record<DetectorName, Alarm | null> {
  const first = (detector: Detector): Alarm | null =>
    detector(slice, outside, hashing).reduce<Alarm | null>(
      (least, alarm) => (least === null || alarm.seq < least.seq ? alarm : least),
      null,
    );
  return {
    plainTable: first(plainTable),
    plainChain: first(plainChain),
    unanchored: first(unanchored),
    anchored: first(anchored),
  };
}
