import { expect, it } from 'vitest';
import { csvHead, csvLine } from './csv';
import { smallLog } from './testing/small-log';

const lineOf = (summary: string): string => {
  const row = smallLog([{ summary }]).rows[1];
  return row ? csvLine(row) : '';
};

it('begins with the mark that makes spreadsheets read UTF-8, and shows only what is shown in Excel', () => {
  expect(csvHead()).toMatch(/^\uFEFFSeq,Occurred at \(UTC\),.*,Version,Sealed at \(UTC\)\r\n$/);
});

it.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@a', "'@a"],
  ['\ta', "'\ta"],
  ['\ra', '"\'\na"'],
  ['\na', '"\'\na"'],
  ['a=1', 'a=1'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['two\nlines', '"two\nlines"'],
  ["'a", "'a"],
])('shows %j as %j', (summary, field) => {
  expect(lineOf(summary)).toContain(`,started,${field},test,system,`);
});

it('writes times and numbers as they are', () => {
  expect(lineOf('x')).toMatch(/^1,2026-11-20T08:15:30\.123Z,success,.*,1,2025-11-20T08:15:31\.123Z\r\n$/);
});
