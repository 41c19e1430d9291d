import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventContext } from './build-record';
import type { Envelope } from './envelope';
import { waitUntilSealed } from './feed';
import { checkReceipts, heldReceipts } from './receipts';
import { recordEvents } from './record-events';
import { type LiveLog, openLiveLog } from './testing/live-log';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());
afterEach(async () => {
  await log.stopSealing();
  await log.seal();
  log.startSealing();
  await checkReceipts();
  expect(heldReceipts()).toBe(0);
});

const context: EventContext = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() };
const record = async (...summaries: string[]) =>
  (
    await recordEvents(
      summaries.map((summary) => ({ name: 'system.started', summary })),
      context,
    )
  ).map((receipt) => receipt.eventId);
const late = () => new Date(Date.now() + 5_001);
const envelopes = async (from: number) =>
  (await log.rows(from)).map((row) => JSON.parse(row.record.toString('utf8')) as Envelope);
const size = async () => (await log.rows()).length;

describe('a receipt', () => {
  it('is kept until its event is sealed, and reported never', async () => {
    const from = await size();
    const ids = await record('one', 'two');
    expect(heldReceipts()).toBe(2);
    expect((await waitUntilSealed(ids)).size).toBe(2);
    expect(await checkReceipts(late())).toBe(0);
    expect(heldReceipts()).toBe(0);
    expect(await envelopes(from)).toHaveLength(2);
  });

  it('is no matter while its event waits, however long', async () => {
    await log.stopSealing();
    const from = await size();
    const ids = await record('one', 'two');
    expect(await checkReceipts(new Date(Date.now() + 3_600_000))).toBe(0);
    expect(heldReceipts()).toBe(2);
    log.startSealing();
    expect((await waitUntilSealed(ids)).size).toBe(2);
    expect((await envelopes(from)).map(({ activity }) => activity)).toEqual(['started', 'started']);
  });

  it('is let go although others wait', async () => {
    await waitUntilSealed(await record('sealed'));
    await log.stopSealing();
    await record('waiting');
    expect(heldReceipts()).toBe(2);
    expect(await checkReceipts(late())).toBe(0);
    expect(heldReceipts()).toBe(1);
  });

  it('whose row was taken out of the inbox puts the same bytes back and says so', async () => {
    await log.stopSealing();
    const from = await size();
    const [gone = '', kept = ''] = await record('taken out', 'left in');
    const taken = await log.database.owner.query('DELETE FROM audit_inbox WHERE event_id = $1 RETURNING digest', [
      gone,
    ]);
    log.startSealing();
    await waitUntilSealed([kept]);
    expect(await checkReceipts()).toBe(0);
    expect(await checkReceipts(late())).toBe(1);
    expect((await waitUntilSealed([gone])).size).toBe(1);
    const sealed = await envelopes(from);
    expect(sealed.map(({ summary }) => summary)).toEqual([
      'left in',
      'taken out',
      'An accepted event (system.started) went away before it was sealed; its writer put it back.',
    ]);
    expect(sealed[2]).toMatchObject({
      module: 'audit',
      activity: 'forgery_detected',
      severity: 'critical',
      status: 'failure',
      reason: { code: 'receipt_missing' },
      details: { eventId: gone, digest: taken.rows[0].digest.toString('hex') },
    });
    expect((await log.rows(from))[1]?.digest).toEqual(taken.rows[0].digest);
    expect(await checkReceipts(late())).toBe(0);
  });
});
