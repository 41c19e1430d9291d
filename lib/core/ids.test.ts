import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidv7 } from './ids';

const LARGEST = 2 ** 48 - 1;

test('is a UUID of version 7 and holds the time it was made', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LARGEST }), (now) => {
      const id = uuidv7(now);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    }),
  );
});

test('ids sort by the time they were made', () => {
  const time = fc.integer({ min: 0, max: LARGEST });
  fc.assert(fc.property(time, time, (a, b) => a === b || uuidv7(a) < uuidv7(b) === a < b));
});

test('a thousand of one millisecond are a thousand', () => {
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1))).size).toBe(1000);
});
