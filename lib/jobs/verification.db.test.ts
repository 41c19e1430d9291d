import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { getVerification, recordEvents, waitUntilSealed } from '@/lib/ledger';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { reconcileState, verifyNew, verifyWhole } from '@/lib/ledger/verification/run';

let installation: TestInstallation;
let vkey: string;
beforeAll(async () => {
  installation = await openTestInstallation({ signEveryMs: 20 });
  vkey = (await installation.keeper.handlers['keeper.status']({})).vkey;
});
afterAll(() => installation.close());

const ACTOR = { type: 'system', name: 'test', method: 'none' } as const;

async function record(count: number): Promise<string[]> {
  const drafts = Array.from({ length: count }, () => ({ name: 'system.started', summary: 'It began.' }) as const);
  const receipts = await recordEvents(drafts, { actor: ACTOR, now: new Date() });
  return receipts.map(({ eventId }) => eventId);
}
const sealed = async (count: number) => {
  await waitUntilSealed(await record(count));
  await installation.keeper.handlers['ledger.checkpoint']({});
};

type Told = { activity: string; status: string; details: { pass?: string; verdict?: string } };
/** What the verification itself has said in the log, in order. */
async function told(): Promise<Told[]> {
  await sealed(1);
  const { rows } = await installation.database.owner.query<{ record: Buffer }>(
    `SELECT e.record FROM audit_event e JOIN dim_actor a ON a.no = e.actor_no WHERE a.name = 'verification' ORDER BY seq`,
  );
  return rows.map((row) => JSON.parse(row.record.toString()) as Told);
}

async function byHand(statement: string): Promise<void> {
  const db = await installation.database.owner.connect();
  try {
    await db.query('BEGIN');
    await unguarded(db, () => damage(db, statement));
    await db.query('COMMIT');
  } finally {
    db.release();
  }
}

const forget = () => installation.database.owner.query('DELETE FROM ledger_verification');
beforeEach(() => forget());

describe('the verification of new events', () => {
  it('goes on where it ended, and says nothing as long as all is well', async () => {
    const before = (await told()).length;
    expect((await getVerification()).continuous).toBeNull();
    const first = await verifyNew({ vkey });
    expect(first).toMatchObject({ verdict: 'unanchored', findings: [] });
    await sealed(5);
    const second = await verifyNew({ vkey });
    expect(second?.position).toBe(Number(first?.position) + 5);
    const { continuous } = await getVerification();
    expect(continuous).toMatchObject({ verdict: 'unanchored', position: second?.position, firstBad: null });
    expect(await told()).toHaveLength(before);
  });

  it('tells of damage at once, once, and remembers it until a whole pass finds it mended', async () => {
    await sealed(3);
    await verifyNew({ vkey });
    const before = (await told()).length;
    const [id = ''] = await record(1);
    const seq = (await waitUntilSealed([id])).get(id) ?? 0;
    await byHand(`UPDATE audit_event SET status = 2 WHERE seq = ${seq}`);
    expect(await verifyNew({ vkey })).toMatchObject({ verdict: 'broken' });
    await sealed(2);
    expect(await verifyNew({ vkey })).toMatchObject({ verdict: 'broken' });
    expect((await getVerification()).continuous).toMatchObject({
      verdict: 'broken',
      firstBad: { seq, damage: 'column' },
    });
    expect(await verifyWhole({ vkey })).toMatchObject({ verdict: 'broken' });
    const said = (await told()).slice(before);
    expect(said.map(({ activity, status }) => [activity, status])).toEqual([
      ['verify_failed', 'failure'],
      ['verified', 'failure'],
    ]);
    await byHand(`UPDATE audit_event SET status = 0 WHERE seq = ${seq}`);
    expect(await verifyNew({ vkey })).toMatchObject({ verdict: 'broken' });
    expect(await verifyWhole({ vkey })).toMatchObject({ verdict: 'unanchored' });
    expect(await verifyNew({ vkey })).toMatchObject({ verdict: 'unanchored', findings: [] });
  });

  it('is not done twice at a time', async () => {
    const both = await Promise.all([verifyNew({ vkey }), verifyNew({ vkey })]);
    expect(both.filter((outcome) => outcome === null)).toHaveLength(1);
  });

  it('tells of another log in the place of the one that it knew', async () => {
    await verifyNew({ vkey });
    await installation.database.owner.query(
      `UPDATE ledger_verification SET origin = 'chainward/older', state = jsonb_set(state, '{origin}', '"chainward/older"')`,
    );
    const outcome = await verifyNew({ vkey });
    expect(outcome).toMatchObject({ verdict: 'broken', findings: [{ seq: 0, damage: 'origin' }] });
  });

  it('breaks off when the worker stops, and does not hold its lock', async () => {
    await expect(verifyNew({ vkey, signal: AbortSignal.abort(new Error('stopping')) })).rejects.toThrow('stopping');
    expect(await verifyNew({ vkey })).toMatchObject({ verdict: 'unanchored' });
  });
});

describe('whole passes', () => {
  it('each leave an event', async () => {
    const before = (await told()).length;
    const whole = await verifyWhole({ vkey });
    const state = await reconcileState();
    expect([whole?.verdict, state?.verdict]).toEqual(['unanchored', 'ok']);
    const said = (await told()).slice(before);
    expect(said).toMatchObject([
      { activity: 'verified', status: 'success', details: { verdict: 'unanchored', pinned: true } },
      { activity: 'reconciled', status: 'success', details: { verdict: 'ok' } },
    ]);
    expect(await getVerification()).toMatchObject({ full: { verdict: 'unanchored' }, reconcile: { verdict: 'ok' } });
  });

  it('name rows that no event explains, an alarm only the first time', async () => {
    const before = (await told()).length;
    await byHand("INSERT INTO settings (key, value, updated_at) VALUES ('by-hand', '1', now())");
    await reconcileState();
    await reconcileState();
    const said = (await told()).slice(before);
    expect(said.map(({ activity, status }) => [activity, status])).toEqual([
      ['verify_failed', 'failure'],
      ['reconciled', 'failure'],
      ['reconciled', 'failure'],
    ]);
    const { reconcile } = await getVerification();
    expect(reconcile).toMatchObject({
      verdict: 'broken',
      firstBad: { table: 'settings', key: 'by-hand', kind: 'inserted' },
    });
    await byHand("DELETE FROM settings WHERE key = 'by-hand'");
  });
});

it('sixteen writers, a sequencer and a signer at work are no damage', async () => {
  let writing = true;
  const writers = Array.from({ length: 16 }, async () => {
    while (writing) await record(3);
  });
  const outcomes = [];
  for (let round = 0; round < 4; round += 1) outcomes.push(await verifyNew({ vkey }), await verifyWhole({ vkey }));
  writing = false;
  await Promise.all(writers);
  outcomes.push(await verifyNew({ vkey }), await verifyWhole({ vkey }), await reconcileState());
  expect(outcomes.flatMap((outcome) => outcome?.findings ?? [])).toEqual([]);
  expect(outcomes.at(-2)?.position).toBeGreaterThan(100);
});
