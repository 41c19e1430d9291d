import { describe, expect, it } from 'vitest';
import type { CheckName, LedgerCheck } from '@/lib/reports/contract/ledger';
import { barParts, checkWords, formatSpan } from './check-words';

const check = (changes: Partial<LedgerCheck>): LedgerCheck => ({
  state: 'ok',
  working: null,
  at: '2026-11-20T08:00:00.000Z',
  upTo: 90,
  count: 90,
  milliseconds: 71_000,
  progress: null,
  problem: null,
  seq: null,
  ...changes,
});

const words = (name: CheckName, changes: Partial<LedgerCheck>, size = 100) => checkWords(name, check(changes), size);

describe('what a check says of itself', () => {
  it('when all is well', () => {
    expect(words('whole', { count: 8_398_211 })).toBe('8,398,211 rows in 71 s, every root and column');
    expect(words('fresh', { count: 14 })).toBe('14 rows, 10 wait for the next pass');
    expect(words('fresh', { count: 1, upTo: 99 })).toBe('1 row, 1 waits for the next pass');
    expect(words('fresh', { count: 0, upTo: 100 })).toBe('Nothing since the whole log was read');
    expect(words('reconcile', { count: 31 })).toBe('31 governed rows, 0 without an event');
    expect(words('anchors', { count: 1 })).toBe('1 anchored checkpoint, each extended by the log');
  });

  it('claims nothing that nobody has looked at', () => {
    for (const name of ['whole', 'fresh', 'reconcile', 'anchors'] as const) {
      expect(words(name, { state: 'never', count: null })).toMatch(/yet/);
      expect(words(name, { state: 'failed', problem: 'the database went away' })).toBe(
        'Could not look: the database went away',
      );
    }
    const progress = { done: 40_000, size: 90_000 };
    expect(words('whole', { state: 'never', working: 'running', progress })).toBe('40,000 of 90,000 read');
    expect(words('whole', { working: 'running' })).toBe('At work');
    expect(words('whole', { working: 'queued' })).toBe('Waiting for a worker');
  });

  it('names the first bad event where there is one', () => {
    const problem = 'the record is not the one that was sealed';
    expect(words('whole', { state: 'bad', seq: 12_044, problem })).toBe(`Event 12,044: ${problem}`);
    expect(words('anchors', { state: 'bad', problem: 'another\u202ehistory' })).toBe('another\\u{202e}history');
    expect(words('whole', { state: 'bad', working: 'running', problem })).toBe(`${problem}; looking again`);
  });
});

it.each([
  [0.4, '0 ms'],
  [61, '61 ms'],
  [999, '999 ms'],
  [1_240, '1.2 s'],
  [71_000, '71 s'],
  [300_000, '5 min'],
])('%d ms are %s', (milliseconds, text) => {
  expect(formatSpan(milliseconds)).toBe(text);
});

describe('the bar', () => {
  const bar = (whole: Partial<LedgerCheck>, fresh: Partial<LedgerCheck> = {}) =>
    barParts({ whole: check({ upTo: null, ...whole }), fresh: check({ upTo: null, ...fresh }) }, 100);

  it('adds up to the whole log', () => {
    expect(bar({ upTo: 50 }, { upTo: 75 })).toEqual({ sound: 50, bad: 0, fresh: 25, rest: 25 });
    expect(bar({})).toEqual({ sound: 0, bad: 0, fresh: 0, rest: 100 });
  });

  it('calls nothing sound from the first bad event on', () => {
    expect(bar({ upTo: 80, state: 'bad', seq: 20 }, { upTo: 90 })).toEqual({ sound: 20, bad: 70, fresh: 0, rest: 10 });
    expect(bar({ upTo: 80 }, { upTo: 90, state: 'bad', seq: 85 })).toEqual({ sound: 80, bad: 10, fresh: 0, rest: 10 });
    expect(bar({ upTo: 80, state: 'bad' })).toEqual({ sound: 0, bad: 80, fresh: 0, rest: 20 });
  });

  it('never goes beyond it, whatever a check claims of a log that was cut since', () => {
    expect(bar({ upTo: 500 }, { upTo: 900 })).toEqual({ sound: 100, bad: 0, fresh: 0, rest: 0 });
    expect(bar({ upTo: 60 }, { upTo: 40 })).toEqual({ sound: 60, bad: 0, fresh: 0, rest: 40 });
    expect(barParts({ whole: check({ upTo: 0 }), fresh: check({ upTo: 0 }) }, 0).rest).toBe(100);
  });
});
