import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuiltRecord, buildRecord } from '../build-record';
import { encodeEntry, leafHash } from '../format/entry';
import { Frontier } from '../format/merkle';
import { recordDigest } from '../format/record';
import { project } from '../projection';
import { DRILLS, type DrillName } from './damages';
import { type DetectorName, detect } from './detectors';
import { Hashing } from './hashing';
import { type DrillOutside, type DrillRow, type DrillSlice, toHex, WHOLE_LOG } from './slice';

const hashing = new Hashing((bytes) => createHash('sha256').update(bytes).digest());
const BEGUN = Date.UTC(2026, 10, 20, 8);

const record = (i: number): BuiltRecord =>
  buildRecord(
    { name: i % 3 === 0 ? 'auth.login' : 'system.started', summary: `number ${i}` },
    { actor: { type: 'user', id: `u-${i % 4}`, name: 'Åse', method: 'password' }, now: new Date(BEGUN + i) },
  );

/** A log made by the format's own functions; the slice begins where `from` says. */
function makeSlice(size: number, from = 0): { slice: DrillSlice; outside: DrillOutside } {
  const frontier = Frontier.empty();
  let start = WHOLE_LOG.start;
  let last: Buffer = Buffer.alloc(32);
  const rows: DrillRow[] = [];
  const roots: { size: number; root: Buffer }[] = [];
  for (let seq = 0; seq < size; seq += 1) {
    const micros = BigInt(BEGUN + seq) * 1000n;
    if (seq === from && from > 0) start = { size: from, nodes: frontier.hashes(), last, sealedMicros: micros - 1000n };
    const built = record(seq);
    const leaf = leafHash(encodeEntry(BigInt(seq), micros, last, built.digest));
    const row = { seq, eventId: built.eventId, record: built.record, digest: built.digest, prev: last, leaf };
    if (seq >= from) rows.push({ ...row, sealedMicros: micros, columns: project(built.envelope) });
    frontier.append(leaf);
    last = leaf;
    if ((seq + 1) % 10 === 0 || seq + 1 === size) roots.push({ size: seq + 1, root: frontier.root() });
  }
  const checkpoints = roots.map((one) => ({ ...one, genuine: true }));
  const receipts = rows.map(({ eventId, digest }) => ({ eventId, digest: toHex(digest) }));
  return {
    slice: { rows, head: { size, hash: last }, checkpoints },
    outside: { start, anchored: roots.slice(-1), receipts },
  };
}

const noticed = (slice: DrillSlice, outside: DrillOutside): string[] => {
  const found = detect(slice, outside, hashing);
  return (Object.keys(found) as DetectorName[]).filter((name) => found[name] !== null);
};

describe('a slice as it was sealed', () => {
  it('raises no alarm, wherever it begins', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.nat(69)).filter(([size, from]) => from < size);
    fc.assert(
      fc.property(sizes, ([size, from]) => {
        const { slice, outside } = makeSlice(size, from);
        expect(noticed(slice, outside)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('is hashed as the log’s own format says', () => {
    const { record: bytes, digest } = record(5);
    expect(toHex(hashing.digest(bytes))).toBe(recordDigest(bytes).toString('hex'));
    const leaf = hashing.leaf(2 ** 40, 1_763_000_000_123_456n, digest, digest);
    expect(leaf && toHex(leaf)).toBe(
      leafHash(encodeEntry(2n ** 40n, 1_763_000_000_123_456n, digest, digest)).toString('hex'),
    );
  });
});

describe('what each way of keeping a log notices', () => {
  const CHAIN = ['plainChain', 'unanchored', 'anchored'];
  const EXPECTED: Record<DrillName, string[]> = {
    'record-edited': CHAIN,
    'record-and-digest-edited': CHAIN,
    'record-edited-rechained': ['anchored'],
    'filter-column-edited': ['unanchored', 'anchored'],
    'sealing-time-edited': CHAIN,
    'deleted-in-the-middle': ['plainTable', ...CHAIN],
    'deleted-renumbered-rechained': ['anchored'],
    'backdated-insertion': ['anchored'],
    'rows-swapped': ['plainTable', ...CHAIN],
    'tail-cut': ['anchored'],
  };

  it.each(Object.keys(DRILLS) as DrillName[])('of %s', (name) => {
    for (const from of [0, 7]) {
      const { slice, outside } = makeSlice(45, from);
      const damaged = DRILLS[name](slice, 23, outside, hashing);
      expect(noticed(damaged, outside)).toEqual(EXPECTED[name]);
      // Damage is done to a copy.
      expect(noticed(slice, outside)).toEqual([]);
    }
  });

  it('says where it shows first', () => {
    const { slice, outside } = makeSlice(45, 7);
    const found = (name: DrillName) =>
      detect(DRILLS[name](slice, 23, outside, hashing), outside, hashing).anchored?.seq;
    expect([found('record-edited'), found('filter-column-edited'), found('tail-cut')]).toEqual([23, 23, 23]);
    expect(found('record-edited-rechained')).toBe(23);
  });

  it('without receipts a rewriting shows at the next root that was published', () => {
    const { slice, outside } = makeSlice(45);
    const rewritten = DRILLS['record-edited-rechained'](slice, 23, outside, hashing);
    expect(detect(rewritten, { ...outside, receipts: [] }, hashing).anchored?.seq).toBe(44);
    expect(noticed(rewritten, { ...outside, receipts: [], anchored: [] })).toEqual([]);
  });

  it('a signature by another key, and what nobody can read', () => {
    const { slice, outside } = makeSlice(20);
    const forged = slice.checkpoints.map((one) => ({ ...one, genuine: false }));
    expect(noticed({ ...slice, checkpoints: forged }, outside)).toEqual(['unanchored', 'anchored']);
    const rubbish = slice.rows.map((row) => (row.seq === 3 ? { ...row, record: new Uint8Array([0xff]) } : row));
    expect(noticed({ ...slice, rows: rubbish }, outside)).toEqual(['plainTable', ...CHAIN]);
  });
});
