import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COLUMNS,
  cell,
  cellText,
  escapeCell,
  fromSerial,
  MOST_CHARACTERS,
  needsQuote,
  rowCells,
  SHEET_COLUMNS,
  toSerial,
  unescapeCell,
} from './cells';
import type { Envelope } from './envelope';
import { AWKWARD, envelopeOf } from './testing/export-file';

const column = (id: string) => {
  const found = COLUMNS.find((each) => each.id === id);
  if (!found) throw new Error(`no column ${id}`);
  return found;
};
const show = (fields: Record<string, unknown>, id: string) => cell(envelopeOf(1, fields) as Envelope, column(id));

const twisted = fc.string({ unit: fc.constantFrom('_', 'x', '0', '4', '1', '_x0041_', '_x005F_', 'F', 'é') });
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

test('what only looks like an escape comes back as it was', () => {
  fc.assert(
    fc.property(fc.oneof(twisted, fc.string({ unit: 'binary' })), (text) => {
      expect(unescapeCell(escapeCell(text))).toBe(text);
    }),
    { numRuns: 500 },
  );
  expect(escapeCell('_x0041_x0042_')).toBe('_x005F_x0041_x005F_x0042_');
  expect(unescapeCell('a_x000D_b_x0041')).toBe('a\rb_x0041');
});

test('every text fits a cell, whole characters only, and XML can hold it', () => {
  const long = fc.tuple(
    fc.nat({ max: 33_000 }),
    fc.oneof(twisted, fc.string({ unit: 'grapheme' })),
    fc.nat({ max: 6000 }),
  );
  const texts = fc.oneof(
    fc.constantFrom(...AWKWARD),
    long.map(([length, tail, times]) => ('x'.repeat(length) + tail.repeat(times)).slice(0, 60_000).toWellFormed()),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const shown = cellText(text);
      expect(escapeCell(shown).length).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(LONE.test(shown)).toBe(false);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
      expect(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/.test(shown)).toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(cellText(`${'x'.repeat(32_765)}\u{1f600}`)).toHaveLength(MOST_CHARACTERS);
  expect(cellText(`${'x'.repeat(32_749)}${'\u{1f600}'.repeat(20)}`)).toBe(`${'x'.repeat(32_749)}… whole in Record`);
  expect(cellText('a\r\nb\rc\u0000\u007f')).toBe('a\nb\nc\\u{0}\\u{7f}');
});

test('times are dates to the millisecond, cut and not rounded', () => {
  expect(show({ occurredAt: '2026-11-20T08:15:30.123999Z' }, 'occurredAt')).toEqual(
    new Date('2026-11-20T08:15:30.123Z'),
  );
  expect(show({ occurredAt: 'yesterday' }, 'occurredAt')).toBe('yesterday');
  expect(show({ occurredAt: '1899-01-01T00:00:00.000000Z' }, 'occurredAt')).toBe('1899-01-01T00:00:00.000000Z');
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      expect(fromSerial(toSerial(date))).toBe(date.getTime());
      expect(fromSerial(Number(toSerial(date).toPrecision(15)))).toBe(date.getTime());
      expect(fromSerial(toSerial(date) - 1462, true)).toBe(date.getTime());
    }),
  );
});

test('a row has a value for each column, the record in up to three', () => {
  expect(new Set(SHEET_COLUMNS.map(({ header }) => header)).size).toBe(SHEET_COLUMNS.length);
  const row = {
    seq: 7,
    micros: '1763625330123999',
    prev: 'ab',
    record: 'r'.repeat(64_001),
    envelope: envelopeOf(7) as Envelope,
  };
  const values = rowCells(row);
  expect(values).toHaveLength(SHEET_COLUMNS.length);
  expect(values[0]).toBe(7);
  expect(values.slice(-6, -3)).toEqual([new Date('2025-11-20T07:55:30.123Z'), '1763625330123999', 'ab']);
  expect(values.slice(-3).map((value) => String(value).length)).toEqual([32_000, 32_000, 1]);
  expect(rowCells({ ...row, record: 'short' }).slice(-2)).toEqual([null, null]);
  expect(show({ targets: [{ type: 'a', id: 'b', name: 'c' }] }, 'targets')).toBe('[{"id":"b","name":"c","type":"a"}]');
  expect(show({}, 'reason.code')).toBeNull();
  expect(show({}, 'v')).toBe(1);
});

test('what a program could take for a formula is known', () => {
  for (const text of ['=1', '+1', '-1', '@a'])
    expect([needsQuote(text), needsQuote(text, 'csv')]).toEqual([true, true]);
  for (const text of ['\t=1', '\r=1']) expect([needsQuote(text), needsQuote(text, 'csv')]).toEqual([false, true]);
  for (const text of ['', 'a=1', "'=1", ' =1'])
    expect([needsQuote(text), needsQuote(text, 'csv')]).toEqual([false, false]);
});
