import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusalCounter } from './refusal-counter';

const START = new Date('2026-11-20T08:00:00Z');
const after = (ms: number) => new Date(START.getTime() + ms);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('RefusalCounter', () => {
  const admitMany = (counter: RefusalCounter, source: string, times: number, told: number[] = []) =>
    Array.from({ length: times }, () => counter.admit(source, new Date(), (count) => told.push(count))).filter(Boolean)
      .length;

  it('records the first hundred of a minute one by one and tells the rest as one number when it is over', () => {
    const counter = new RefusalCounter();
    const told: number[] = [];
    expect(admitMany(counter, 'a', 250, told)).toBe(100);
    vi.advanceTimersByTime(59_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_500);
    expect(told).toEqual([150]);
    expect(admitMany(counter, 'a', 3, told)).toBe(3);
  });

  it('counts each source by itself', () => {
    const counter = new RefusalCounter();
    expect(admitMany(counter, 'a', 101)).toBe(100);
    expect(admitMany(counter, 'b', 1)).toBe(1);
  });

  it('tells what was held back once, even when the next minute begins before the timer', () => {
    const counter = new RefusalCounter();
    const told: number[] = [];
    admitMany(counter, 'a', 103, told);
    expect(counter.admit('a', after(60_000), (count) => told.push(count))).toBe(true);
    vi.advanceTimersByTime(120_000);
    expect(told).toEqual([3]);
  });

  it('forgets no count when too many sources push the oldest out', () => {
    const counter = new RefusalCounter();
    const told: number[] = [];
    admitMany(counter, 'first', 105, told);
    for (let i = 0; i < 10_000; i += 1) counter.admit(`source ${i}`, START, () => undefined);
    expect(told).toEqual([5]);
  });

  it('tells at once, when the process ends, what it has held back, and waits until that is recorded', async () => {
    const counter = new RefusalCounter();
    const told: string[] = [];
    const slow = (source: string) => async (count: number) => {
      await Promise.resolve();
      told.push(`${source} ${count}`);
    };
    for (let i = 0; i < 103; i += 1) counter.admit('a', START, slow('a'));
    for (let i = 0; i < 101; i += 1) counter.admit('b', START, slow('b'));
    counter.admit('c', START, slow('c'));
    await counter.flush();
    expect(told).toEqual(['a 3', 'b 1']);
    vi.advanceTimersByTime(120_000);
    await counter.flush();
    expect(told).toHaveLength(2);
  });
});
