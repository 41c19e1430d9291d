import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpool, spoolLine } from './spool-line';

const key = Buffer.alloc(32, 7);
const SEGMENT = '01900000-0000-7000-8000-000000000001';
const rows = fc.array(
  fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => Buffer.from(JSON.stringify({ text }))),
  { minLength: 1, maxLength: 8 },
);
const linesOf = (all: readonly Buffer[]) => all.map((row, i) => spoolLine(key, SEGMENT, i, row));
const textsOf = (read: readonly Buffer[]) => read.map(String);

describe('a spool', () => {
  it('is read as it was written, and cut anywhere holds what stands before the cut', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, at) => {
        const lines = linesOf(all);
        const whole = Buffer.concat(lines);
        expect(readSpool(key, SEGMENT, whole)).toEqual({ rows: all, damaged: 0 });
        const cut = whole.subarray(0, at % (whole.length + 1));
        const { rows: read, damaged } = readSpool(key, SEGMENT, cut);
        expect(damaged).toBe(0);
        expect(textsOf(read)).toEqual(textsOf(all).slice(0, read.length));
        expect(cut.length).toBeLessThan(
          Buffer.concat(lines.slice(0, read.length + 1)).length + (read.length === all.length ? 1 : 0),
        );
      }),
    );
  });

  it('gives away no changed byte as a row', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, by) => {
        const bytes = Buffer.concat(linesOf(all));
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ by;
        const read = readSpool(key, SEGMENT, bytes);
        expect(read.rows.length).toBeLessThan(all.length);
        const known = new Set(textsOf(all));
        expect(textsOf(read.rows).every((text) => known.has(text))).toBe(true);
        // Only in the last line's end can it look like a process that was killed.
        if (place < bytes.length - 1) expect(read.damaged).toBeGreaterThan(0);
      }),
    );
  });

  it('of another segment or under another key holds nothing', () => {
    const bytes = Buffer.concat(linesOf([Buffer.from('{}'), Buffer.from('{}')]));
    expect(readSpool(key, SEGMENT.replace('1', '2'), bytes)).toEqual({ rows: [], damaged: 2 });
    expect(readSpool(Buffer.alloc(32), SEGMENT, bytes)).toEqual({ rows: [], damaged: 2 });
  });
});
