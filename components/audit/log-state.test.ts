import { describe, expect, it } from 'vitest';
import type { AuditPage, AuditRow } from '@/lib/ledger/contract';
import { type LogState, logReducer, startLog } from './log-state';
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
    expect(seqs(logReducer(start(), { type: 'arrived', rows: rows(10, 11) }).rows)).toEqual([11, 10, 9, 8]);
  });

  it('only counts them while somebody reads, and shows them afterwards', () => {
    const reading = logReducer(start(), { type: 'looks-away' });
    const counted = logReducer(reading, { type: 'arrived', rows: rows(10) });
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
    expect(logReducer(paused, { type: 'arrived', rows: rows(9) }).pending).toEqual([]);
  });

  it('appends older pages and knows a search that stopped early from the end', () => {
    const more = logReducer(start(), { type: 'loaded', page: page(5, 7), limit: 2 });
    expect(seqs(more.rows)).toEqual([9, 8, 7]);
    expect(more.stoppedEarly).toBe(true);
    const end = logReducer(more, { type: 'loaded', page: page(null, 0), limit: 2 });
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
