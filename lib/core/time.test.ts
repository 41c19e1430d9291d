import fc from 'fast-check';
import { expect, test } from 'vitest';
import { microsOf, microsToRecordTime, toRecordTime } from './time';

test.each([
  ['2026-11-20T08:15:30.123Z', '2026-11-20T08:15:30.123000Z', 1_795_162_530_123_000n],
  ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000000Z', 0n],
])('%s', (iso, text, micros) => {
  const date = new Date(iso);
  expect(toRecordTime(date)).toBe(text);
  expect(microsOf(date)).toBe(micros);
  expect(microsToRecordTime(micros)).toBe(text);
});

test('microseconds keep their six decimals', () => {
  expect(microsToRecordTime(1_000_001n)).toBe('1970-01-01T00:00:01.000001Z');
  expect(microsToRecordTime(999_999n)).toBe('1970-01-01T00:00:00.999999Z');
});

test('both ways of writing a time agree', () => {
  const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (at) => {
      expect(microsToRecordTime(microsOf(at))).toBe(toRecordTime(at));
    }),
  );
});
