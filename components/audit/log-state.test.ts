import { describe, expect, it } from 'vitest';
import type { AuditPage, AuditRow } from '@/lib/ledger/contract';
import { countPending, isStale, type LogState, logReducer, startLog } from './log-state';
import { mergeRows, trimRows } from './merge-rows';

const row = (seq: number): AuditRow => ({
  seq,
  eventId: `event-${seq}`,
  occurredAt: '2026-11-20T08:31:14.203000Z',
  sealedAt: '2026-11-20T08:31:14.300000Z',
  module: 'auth',
  activity: 'login',
  status: 'success',
  severity: 'info',
  summary: `Row ${seq}`,
  actor: { type: 'user', name: 'somebody' },
  target: null,
  ip: null,
});
const rows = (...seqs: number[]) => seqs.map(row);
const page = (next: number | null, ...seqs: number[]): AuditPage => ({
  rows: rows(...seqs),
  next,
  searchedTo: seqs.at(-1) ?? 0,
  head: 10,
});
const seqs = (some: readonly AuditRow[]) => some.map((each) => each.seq);
const arrived = (...some: number[]) => ({ type: 'arrived', rows: rows(...some), upTo: Math.max(...some) }) as const;
const older = (before: number, next: number | null, ...some: number[]) =>
  ({ type: 'loaded', page: page(next, ...some), before, limit: 2 }) as const;
const start = (): LogState => startLog(page(8, 9, 8), 2);

describe('mergeRows', () => {
  it('sorts newest first and keeps each number once', () => {
    expect(seqs(mergeRows(rows(5, 4), rows(5, 6, 7)))).toEqual([7, 6, 5, 4]);
  });

  it('gives the same list back when nothing came', () => {
    const known = rows(2, 1);
    expect(mergeRows(known, [])).toBe(known);
  });
});

describe('trimRows', () => {
  it('lets the oldest go and says where to go on', () => {
    const { rows: kept, trimmed } = trimRows(rows(4, 3, 2, 1), 2);
    expect(seqs(kept)).toEqual([4, 3]);
    expect(trimmed).toEqual({ next: 3 });
  });
});

describe('the log on the page', () => {
  it('shows new rows at once while live', () => {
    expect(seqs(logReducer(start(), arrived(10, 11)).rows)).toEqual([11, 10, 9, 8]);
  });

  it('only counts them while somebody reads, and shows them afterwards', () => {
    const reading = logReducer(start(), { type: 'looks-away' });
    const counted = logReducer(reading, arrived(10));
    expect(seqs(counted.rows)).toEqual([9, 8]);
    expect(seqs(counted.pending)).toEqual([10]);
    const back = logReducer(counted, { type: 'looks-back' });
    expect(seqs(back.rows)).toEqual([10, 9, 8]);
    expect(back.pending).toEqual([]);
  });

  it('stays paused when the reader looks back, because somebody said so', () => {
    const paused = logReducer(start(), { type: 'pause' });
    const back = logReducer(logReducer(paused, { type: 'looks-away' }), { type: 'looks-back' });
    expect(back.mode).toBe('paused');
    expect(logReducer(back, { type: 'resume' }).mode).toBe('live');
  });

  it('does not count a row that it already shows', () => {
    const paused = logReducer(start(), { type: 'pause' });
    expect(logReducer(paused, arrived(9)).pending).toEqual([]);
  });

  it('appends older pages and knows a search that stopped early from the end', () => {
    const more = logReducer(start(), older(8, 5, 7));
    expect(seqs(more.rows)).toEqual([9, 8, 7]);
    expect(more.stoppedEarly).toBe(true);
    const end = logReducer(more, older(5, null, 0));
    expect(end.stoppedEarly).toBe(false);
    expect(end.next).toBeNull();
  });

  it('keeps rows when a later page fails, and drops them when the filter changes', () => {
    const failure = {
      ok: false,
      code: 'unavailable',
      message: 'no',
      fields: {},
      requestId: null,
      retryable: true,
    } as const;
    const failed = logReducer(start(), { type: 'failed', failure });
    expect(seqs(failed.rows)).toEqual([9, 8]);
    expect(logReducer(failed, { type: 'restart' })).toMatchObject({ rows: [], failure: null, loading: 'first' });
  });
});

describe('where the stream goes on', () => {
  it('is behind the first page, then behind what the stream itself has brought', () => {
    expect(start().cursor).toBe(9);
    expect(logReducer(start(), { ...arrived(11), upTo: 14 }).cursor).toBe(14);
    expect(logReducer(start(), { type: 'restart' }).cursor).toBeNull();
  });

  it('is not moved by older rows, although their page tells of a log that has grown', () => {
    const action = older(8, 5, 7);
    const grown = { ...action, page: { ...action.page, head: 500 } };
    expect(logReducer(start(), grown).cursor).toBe(9);
    expect(seqs(logReducer(logReducer(start(), grown), arrived(10, 11)).rows)).toEqual([11, 10, 9, 8, 7]);
  });

  it('is nowhere before the first page: what arrives then is in that page', () => {
    const empty = startLog(null, 2);
    expect(logReducer(empty, arrived(10))).toBe(empty);
  });
});

describe('a long list', () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

  it('drops a page that was asked for before the end was cut off, and asks for the right one', () => {
    const waiting = logReducer(start(), { type: 'loading-more' });
    const cut = logReducer(waiting, arrived(...many(10, 5000)));
    expect(cut.next).toBe(10);
    const late = logReducer(cut, older(8, 5, 7, 6));
    expect(late).toMatchObject({ next: 10, loading: 'nothing' });
    expect(late.rows.at(-1)?.seq).toBe(10);
    expect(seqs(logReducer(late, older(10, 8, 9, 8)).rows).slice(-3)).toEqual([10, 9, 8]);
  });

  it('keeps so many rows while paused and then only counts, until somebody wants to see them', () => {
    const paused = logReducer(start(), { type: 'pause' });
    const kept = logReducer(paused, arrived(...many(10, 1000)));
    expect(kept).toMatchObject({ uncollected: 0, pending: { length: 1000 } });
    const counted = logReducer(logReducer(kept, arrived(1010)), arrived(1011, 1012));
    expect(counted.pending).toEqual([]);
    expect(countPending(counted)).toBe(1003);
    expect(isStale(counted)).toBe(false);
    const wanted = logReducer(counted, { type: 'resume' });
    expect(isStale(wanted)).toBe(true);
    expect(seqs(logReducer(wanted, arrived(1013)).rows)).toEqual([9, 8]);
    const anew = logReducer(wanted, { type: 'restart' });
    expect(isStale(anew)).toBe(false);
    const top = logReducer(anew, { type: 'loaded', page: page(1012, 1013, 1012), before: null, limit: 2 });
    expect(seqs(top.rows)).toEqual([1013, 1012]);
    expect(countPending(top)).toBe(0);
  });
});
