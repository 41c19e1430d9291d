import { describe, expect, it } from 'vitest';
import type { Stored } from '@/lib/ledger/verification/store';
import { describeChecks, type Passes } from './describe-checks';

const AT = '2026-11-20T08:00:00.000Z';
const LATER = '2026-11-20T08:05:00.000Z';

const pass = (changes: Partial<Stored> = {}): Stored => ({
  origin: 'chainward/0123456789ab',
  position: 90,
  verdict: 'unanchored',
  findings: [],
  detail: { milliseconds: 1_200, anchors: 0, rows: 12 },
  reported: [],
  state: null,
  verifiedAt: new Date(AT),
  ...changes,
});
const NONE: Passes = { full: null, continuous: null, reconcile: null };
const LOG = { size: 100, hasAnchors: false };
const tell = (passes: Partial<Passes>, jobs = {}, log = LOG) => describeChecks({ ...NONE, ...passes }, jobs, log);

const damaged = (seq: number | null, detail: string) =>
  pass({ verdict: 'broken', findings: [{ seq, damage: 'digest', detail }] });
const row = { table: 'users', key: 'u-1', kind: 'changed', event: 4, expected: null, found: null } as const;

describe('what the page says of the passes', () => {
  it('is nothing before the first', () => {
    const { verified, verdict, checks } = tell({});
    expect([verified, verdict]).toEqual([{ at: null, alarm: null }, null]);
    expect(Object.values(checks).every(({ state, working }) => state === 'never' && working === null)).toBe(true);
  });

  it('is what the passes say when all is well', () => {
    const { verified, verdict, checks } = tell({
      full: pass(),
      continuous: pass({ position: 99, verifiedAt: new Date(LATER) }),
      reconcile: pass({ verdict: 'ok' }),
    });
    expect(verified).toEqual({ at: LATER, alarm: null });
    expect(verdict).toEqual({ word: 'unanchored', at: AT });
    expect(checks.whole).toMatchObject({ state: 'ok', count: 90, upTo: 90, milliseconds: 1_200 });
    expect(checks.fresh).toMatchObject({ state: 'ok', count: 9, upTo: 99 });
    expect(checks.reconcile).toMatchObject({ state: 'ok', count: 12 });
    expect(checks.anchors.state).toBe('never');
  });

  it('puts the lowest bad event first, whichever pass found it', () => {
    const { verified, verdict } = tell({
      full: damaged(50, 'later'),
      continuous: damaged(12, 'earlier'),
      reconcile: pass({ verdict: 'broken', findings: [row] }),
    });
    expect(verified.alarm).toMatchObject({ check: 'fresh', seq: 12, what: 'earlier' });
    expect(verdict?.word).toBe('broken');
  });

  it('is an alarm too when no event accounts for a row, or the log is gone', () => {
    const { verified } = tell({ full: pass(), reconcile: pass({ verdict: 'broken', findings: [row] }) });
    expect(verified.alarm).toMatchObject({
      check: 'reconcile',
      seq: null,
      what: 'users u-1 was changed without an event',
    });
    expect(tell({ full: pass({ verdict: 'missing' }) }).verified.alarm).toMatchObject({
      what: 'the verdict is missing',
    });
  });

  it('does not call a slice, an unpinned or an unanchored log tampered with', () => {
    for (const verdict of ['partial', 'unpinned', 'unanchored', 'withheld', 'ok'] as const)
      expect(tell({ full: pass({ verdict }) }).verified.alarm).toBeNull();
  });

  it('tells of anchors only when some were compared', () => {
    const anchored = pass({ detail: { anchors: 3 } });
    expect(tell({ full: anchored }, {}, { ...LOG, hasAnchors: true }).checks.anchors).toMatchObject({
      state: 'ok',
      count: 3,
    });
    expect(tell({ full: pass() }, {}, { ...LOG, hasAnchors: true }).checks.anchors.state).toBe('never');
  });
});

describe('a pass at work', () => {
  it('is shown beside what the last one found', () => {
    const { checks } = tell({ full: damaged(5, 'bad') }, { full: { state: 'running', since: LATER } });
    expect(checks.whole).toMatchObject({ state: 'bad', working: 'running', seq: 5 });
    expect(tell({}, { full: { state: 'queued', since: AT } }).checks.whole).toMatchObject({
      state: 'never',
      working: 'queued',
    });
  });

  it('says how far it is when it reads the log for the first time', () => {
    const { checks } = tell({ continuous: pass({ verdict: 'partial', position: 40 }) });
    expect(checks.fresh).toMatchObject({ working: 'running', progress: { done: 40, size: 100 } });
  });

  it('that ended without having looked hides no finding, and nothing newer', () => {
    const failed = { full: { state: 'failed', since: LATER } as const };
    expect(tell({ full: pass() }, failed).checks.whole).toMatchObject({ state: 'failed', at: LATER });
    expect(tell({ full: damaged(5, 'bad') }, failed).checks.whole.state).toBe('bad');
    const renewed = pass({ verifiedAt: new Date('2026-11-20T09:00:00Z') });
    expect(tell({ full: renewed }, failed).checks.whole.state).toBe('ok');
  });
});
