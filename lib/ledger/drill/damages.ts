import { project } from '../projection';
import type { Hashing } from './hashing';
import type { DrillOutside, DrillRow, DrillSlice } from './slice';

type Damage = (slice: DrillSlice, at: number, outside: DrillOutside, hashing: Hashing) => DrillSlice;

const change = (slice: DrillSlice, at: number, by: (row: DrillRow) => Partial<DrillRow>): DrillSlice => ({
  ...slice,
  rows: slice.rows.map((row) => (row.seq === at ? { ...row, ...by(row) } : row)),
});

/** Another summary; all else as it was, so that nobody looks twice. */
export function editedRecord(record: Uint8Array, summary = 'Nothing happened.'): Uint8Array {
  const text = new TextDecoder().decode(record);
  const before = JSON.stringify((JSON.parse(text) as { summary: string }).summary);
  return new TextEncoder().encode(text.replace(`"summary":${before}`, () => `"summary":${JSON.stringify(summary)}`));
}

/** All that can be made to agree without the key: every link from `at` on, the head, and no signature that contradicts. */
function rewritten(slice: DrillSlice, at: number, { start }: DrillOutside, hashing: Hashing): DrillSlice {
  let last = start.last;
  const rows = slice.rows.map((row) => {
    if (row.seq < at) {
      last = row.leaf;
      return row;
    }
    const digest = hashing.digest(row.record);
    const leaf = hashing.leaf(row.seq, row.sealedMicros, last, digest) ?? row.leaf;
    const made = { ...row, digest, prev: last, leaf };
    last = leaf;
    return made;
  });
  const checkpoints = slice.checkpoints.filter(({ size }) => size <= at);
  return { rows, head: { size: (rows.at(-1)?.seq ?? start.size - 1) + 1, hash: last }, checkpoints };
}

const renumbered = (rows: readonly DrillRow[], from: number): DrillRow[] =>
  rows.map((row, i) => ({ ...row, seq: from + i }));

const cut = (slice: DrillSlice, at: number, { start }: DrillOutside): DrillSlice => {
  const rows = slice.rows.filter(({ seq }) => seq < at);
  return { ...slice, rows, head: { size: at, hash: rows.at(-1)?.leaf ?? start.last } };
};

/** What somebody with all rights on the database can do to event number `at`, on a copy in memory. */
export const DRILLS = {
  'record-edited': (slice, at) => change(slice, at, ({ record }) => ({ record: editedRecord(record) })),
  'record-and-digest-edited': (slice, at, _outside, hashing) =>
    change(slice, at, (row) => {
      const record = editedRecord(row.record);
      return { record, digest: hashing.digest(record) };
    }),
  'record-edited-rechained': (slice, at, outside, hashing) =>
    rewritten(
      change(slice, at, ({ record }) => ({ record: editedRecord(record) })),
      at,
      outside,
      hashing,
    ),
  'filter-column-edited': (slice, at) =>
    change(slice, at, ({ columns }) => ({ columns: { ...columns, severity: columns.severity === 0 ? 4 : 0 } })),
  'sealing-time-edited': (slice, at) => change(slice, at, ({ sealedMicros }) => ({ sealedMicros: sealedMicros + 1n })),
  'deleted-in-the-middle': (slice, at) => ({ ...slice, rows: slice.rows.filter(({ seq }) => seq !== at) }),
  'deleted-renumbered-rechained': (slice, at, outside, hashing) =>
    rewritten(
      {
        ...slice,
        rows: renumbered(
          slice.rows.filter(({ seq }) => seq !== at),
          outside.start.size,
        ),
      },
      at,
      outside,
      hashing,
    ),
  'backdated-insertion': (slice, at, outside, hashing) => {
    const index = slice.rows.findIndex(({ seq }) => seq === at);
    const model = slice.rows[index];
    if (!model) return slice;
    const inserted = insertedBefore(model);
    const rows = [...slice.rows.slice(0, index), inserted, ...slice.rows.slice(index)];
    return rewritten({ ...slice, rows: renumbered(rows, outside.start.size) }, at, outside, hashing);
  },
  'rows-swapped': (slice, at) => ({
    ...slice,
    rows: slice.rows.map((row) =>
      row.seq === at ? { ...row, seq: at + 1 } : row.seq === at + 1 ? { ...row, seq: at } : row,
    ),
  }),
  'tail-cut': (slice, at, outside) => {
    const { checkpoints, ...rest } = cut(slice, at, outside);
    return { ...rest, checkpoints: checkpoints.filter(({ size }) => size <= at) };
  },
} as const satisfies Record<string, Damage>;
export type DrillName = keyof typeof DRILLS;

/** An event that never was, with everything about it in order. */
function insertedBefore(model: DrillRow): DrillRow {
  const id = model.eventId.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  const text = new TextDecoder().decode(editedRecord(model.record, 'It was approved.')).replace(model.eventId, id);
  return { ...model, eventId: id, record: new TextEncoder().encode(text), columns: project(JSON.parse(text)) };
}
