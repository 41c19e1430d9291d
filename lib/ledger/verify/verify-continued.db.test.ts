import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSignedLog, SIZE, sql, verdictAfter } from '../testing/damage';
import { openTestLog, type TestLog } from '../testing/log';
import { rootAt } from '../testing/tamper';
import type { VerifyState } from './state';
import { type VerifiedReport, verifyLog } from './verify-log';

let log: TestLog;
const notes = new Map<number, string>();
const states = new Map<number, VerifyState>();
beforeAll(async () => {
  log = await openSignedLog(async ({ db, vkey }, size) => {
    const { state } = await verifyLog({ db, vkey });
    if (state) states.set(size, state);
  });
  const { rows } = await log.db.query<{ size: string; note: string }>('SELECT size, note FROM ledger_checkpoint');
  for (const { size, note } of rows) notes.set(Number(size), note);
});
afterAll(() => log.close());

const note = (size: number): string => notes.get(size) ?? '';
const cutTo = (size: number) =>
  sql(
    `DELETE FROM audit_event WHERE seq >= ${size}`,
    `DELETE FROM ledger_checkpoint WHERE size > ${size}`,
    `UPDATE ledger_head SET size = ${size}, hash = (SELECT leaf_hash FROM audit_event WHERE seq = ${size - 1})`,
  );

/** Where a pass over the log as it was then ended; nothing outside was known to it. */
async function stateAt(size: number): Promise<VerifyState | null> {
  const known = states.get(size);
  if (known) return known;
  const cut = await verdictAfter(log, cutTo(size));
  return (cut as VerifiedReport).state;
}

describe('a pass that is continued', () => {
  it.each([1, 100, 255, 256, 257, 512, SIZE])('at %i comes to the same end', async (size) => {
    const whole = await verifyLog({ db: log.db, vkey: log.vkey });
    const rest = await verifyLog({ db: log.db, vkey: log.vkey, state: states.get(size) });
    expect(rest).toMatchObject({ verdict: 'unanchored', findings: [], from: size, size: SIZE, root: whole.root });
    expect(rest.state).toEqual(whole.state);
  });

  it('remembers that a root outside was met', async () => {
    const { state } = await verifyLog({ db: log.db, vkey: log.vkey, fromCheckpoint: note(130) });
    expect(await verifyLog({ db: log.db, vkey: log.vkey, state: state ?? undefined })).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    [130, 131],
    [130, 300],
    [300, 300],
    [257, 512],
    [1, SIZE],
    [SIZE, SIZE],
  ])('is held against a root of %i that came to be known when it stood at %i', async (size, position) => {
    const state = (await stateAt(position)) ?? undefined;
    const root = await rootAt(log.db, size);
    const kept = { size, root, source: 'a timestamp', local: false };
    const said = await verifyLog({ db: log.db, vkey: log.vkey, state, anchored: [kept] });
    expect(said).toMatchObject({ verdict: 'ok', findings: [], from: position });
    const other = { ...kept, root: Buffer.alloc(32, 1) };
    expect(await verifyLog({ db: log.db, vkey: log.vkey, state, anchored: [other] })).toMatchObject({
      verdict: 'broken',
      firstBad: { seq: size - 1, damage: 'anchor' },
    });
  });

  it('knows a key by a signature that came when the log was at rest', async () => {
    const resting = await openTestLog();
    try {
      const given = { db: resting.db, vkey: resting.vkey };
      const before = await verifyLog(given);
      expect(before.verdict).toBe('unpinned');
      await resting.sign();
      const after = await verifyLog({ ...given, state: before.state ?? undefined });
      expect(after).toMatchObject({ verdict: 'unanchored', pinned: true, from: 1, size: 1 });
    } finally {
      await resting.close();
    }
  });

  it('from a state that was made up is not one with a root kept outside', async () => {
    const state = states.get(SIZE);
    const subtrees = (state?.subtrees ?? []).map(() => '11'.repeat(32));
    const forged = state && { ...state, subtrees, anchored: true };
    const report = await verifyLog({ db: log.db, vkey: log.vkey, state: forged, fromCheckpoint: note(130) });
    expect(report).toMatchObject({ verdict: 'broken' });
    expect(report.findings).toContainEqual({ seq: 129, damage: 'anchor', detail: expect.any(String) });
  });

  it('sees damage behind it, and none that lies before', async () => {
    const state = states.get(200);
    const damageAt = (seq: number) => sql(`UPDATE audit_event SET status = 2 WHERE seq = ${seq}`);
    expect(await verdictAfter(log, damageAt(200), { state })).toMatchObject({
      firstBad: { seq: 200, damage: 'column' },
    });
    expect(await verdictAfter(log, damageAt(199), { state })).toMatchObject({ findings: [] });
  });

  it('from a state that was changed does not agree with the next signature', async () => {
    const state = states.get(255);
    const subtrees = (state?.subtrees ?? []).map((hash, i) => (i === 0 ? '11'.repeat(32) : hash));
    const report = await verifyLog({ db: log.db, vkey: log.vkey, state: state && { ...state, subtrees } });
    expect(report.findings).toContainEqual({ seq: 299, damage: 'checkpoint', detail: expect.any(String) });
  });

  it('of a log since cut is told', async () => {
    const report = await verdictAfter(log, cutTo(550), { state: states.get(SIZE) });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 550, damage: 'head' } });
  });

  it('of another log begins at its beginning', async () => {
    const state = states.get(200);
    const report = await verifyLog({ db: log.db, vkey: log.vkey, state: state && { ...state, origin: 'chainward/x' } });
    expect(report).toMatchObject({ from: 0, findings: [] });
  });

  it('can be broken off', async () => {
    await expect(verifyLog({ db: log.db, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
