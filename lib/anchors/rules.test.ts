import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_MS, backOff, isDue, judgeFailure, REST_MS, type Standing } from './rules';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20) + seconds * 1000);
const standing = (changes: Partial<Standing> = {}): Standing => ({
  now: at(0),
  intervalSeconds: 60,
  confirmed: { size: 10n, at: at(-60) },
  nextTry: null,
  newest: 12n,
  grown: true,
  ...changes,
});

describe('isDue', () => {
  it.each<[string, Partial<Standing>, boolean]>([
    ['never anchored', { confirmed: null, grown: false }, true],
    ['grown, a minute ago', {}, true],
    ['grown, a schedule’s slack less than a minute ago', { confirmed: { size: 10n, at: at(-56) } }, true],
    ['grown, just now', { confirmed: { size: 10n, at: at(-20) } }, false],
    ['grown by upkeep alone, a minute ago', { grown: false }, false],
    ['grown by upkeep alone, an hour ago', { grown: false, confirmed: { size: 10n, at: at(-3600) } }, true],
    ['the very same size, an hour ago', { newest: 10n, confirmed: { size: 10n, at: at(-3600) } }, true],
    ['the very same size, half an hour ago', { newest: 10n, confirmed: { size: 10n, at: at(-1800) } }, false],
    ['daily, an hour ago', { intervalSeconds: 86_400, confirmed: { size: 10n, at: at(-3600) } }, false],
    ['failing, its time not come', { nextTry: at(1) }, false],
    ['failing, its time come', { nextTry: at(0), confirmed: { size: 10n, at: at(-1) } }, true],
  ])('%s', (_name, changes, due) => {
    expect(isDue(standing(changes))).toBe(due);
  });

  it('never asks more often than the interval, nor less often than an hour (or the interval)', () => {
    const input = fc.record({
      age: fc.integer({ min: 0, max: 200_000 }),
      interval: fc.integer({ min: 60, max: 86_400 }),
      grown: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ age, interval, grown }) => {
        const due = isDue(standing({ intervalSeconds: interval, grown, confirmed: { size: 10n, at: at(-age) } }));
        if (age < interval - 5) expect(due).toBe(false);
        if (age >= Math.max(interval, REST_MS / 1000)) expect(due).toBe(true);
      }),
    );
  });
});

it('backs off to an hour', () => {
  expect([1, 2, 3, 6, 7, 50].map(backOff)).toEqual([60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000]);
});

describe('judgeFailure', () => {
  it('tells the first failure, then nothing, then once that it is critical', () => {
    let state: { failingSince: Date | null; alarmedAt: Date | null } = { failingSince: null, alarmedAt: null };
    const told: [number, string | null][] = [];
    for (let hour = 0; hour <= 30; hour += 1) {
      const { tell, ...next } = judgeFailure(state, at(hour * 3600), false);
      state = next;
      if (tell) told.push([hour, tell]);
    }
    expect(told).toEqual([
      [0, 'medium'],
      [ALARM_MS / 3_600_000, 'critical'],
    ]);
  });

  it('is critical at once when the other side knows another history', () => {
    const first = judgeFailure({ failingSince: null, alarmedAt: null }, at(0), true);
    expect(first.tell).toBe('critical');
    expect(judgeFailure(first, at(60), true).tell).toBeNull();
    expect(judgeFailure({ failingSince: at(-60), alarmedAt: null }, at(0), true).tell).toBe('critical');
  });
});
