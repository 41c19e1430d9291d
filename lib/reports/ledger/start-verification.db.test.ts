import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute, run } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { reconcileState, verifyNew, verifyWhole } from '@/lib/ledger/verification/run';
import { readLedgerView } from './read-checkpoints';
import { signCheckpoint } from './sign-checkpoint';
import { startVerification } from './start-verification';
import { getLedgerStatus } from './view-ledger';

const operator = callerWith('operator');
const view = () => readLedgerView(new URLSearchParams());
let installation: TestInstallation;

beforeAll(async () => {
  installation = await openTestInstallation();
});
afterAll(() => installation.close());

describe('“Verify now”', () => {
  it('leaves an event and a job each, also when asked twice at once', async () => {
    expect((await view()).checks.whole).toMatchObject({ state: 'never', working: null });
    const { events } = await eventsOf(() =>
      Promise.all([run(startVerification, operator, {}), run(startVerification, operator, {})]),
    );
    expect(events.map(nameOf)).toEqual(['audit.viewed success', 'audit.viewed success']);
    const { rows } = await pool().query('SELECT key FROM graphile_worker.jobs ORDER BY key');
    expect(rows.map(({ key }) => key)).toEqual(['reconcile', 'verify_ledger']);
    const { checks } = await view();
    expect([checks.whole.working, checks.reconcile.working, checks.fresh.working]).toEqual(['queued', 'queued', null]);
  });

  it.each([
    ['an approver', callerWith('approver'), 'forbidden'],
    ['a stranger', stranger, 'unauthenticated'],
  ])('is not for %s', async (_name, caller, code) => {
    const { value, events } = await eventsOf(() => execute(startVerification, caller, {}));
    expect(value).toMatchObject({ ok: false, code });
    expect(events.map(nameOf)).toEqual(['audit.viewed denied']);
  });

  it('takes no input', async () => {
    expect(await execute(startVerification, operator, { from: 1 })).toMatchObject({ ok: false, code: 'invalid_input' });
  });
});

describe('what the passes leave', () => {
  it('is what the page shows, and every other page when it is bad', async () => {
    await signCheckpoint(callerWith('admin'), `${installation.folder}/run`);
    await pool().query('DELETE FROM ledger_verification');
    const { vkey } = await installation.keeper.handlers['keeper.status']({});
    for (const pass of [verifyWhole, verifyNew]) await pass({ vkey });
    await reconcileState();
    const before = await view();
    expect(before.verdict?.word).toBe('unanchored');
    expect(before.checks.whole).toMatchObject({ state: 'ok', problem: null });
    expect(before.checks.reconcile).toMatchObject({ state: 'ok' });
    expect((await getLedgerStatus()).verified).toMatchObject({ alarm: null, at: expect.any(String) });

    const { owner } = installation.database;
    await unguarded(owner, () => damage(owner, 'UPDATE audit_event SET digest = sha256(digest) WHERE seq = 2'));
    await verifyWhole({ vkey });
    const after = await view();
    expect(after.verdict?.word).toBe('broken');
    expect(after.checks.whole).toMatchObject({ state: 'bad', seq: 2 });
    expect((await getLedgerStatus()).verified.alarm).toMatchObject({ check: 'whole', seq: 2 });
  });
});
