import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkLog } from '../sequencer/begin-log';
import { type LiveLog, openLiveLog } from '../testing/live-log';
import { ORIGIN, sampleRecord } from '../testing/log';
import { verifyWhole } from './run';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

/** Another log takes the place of the one that is there, and says from which it goes on. */
async function fork(number: number, from: string | null): Promise<void> {
  await log.stopSealing();
  const origin = `${ORIGIN}/${number}`;
  const forkedFrom = from === null ? {} : { forkedFrom: { origin: from, size: 1, reason: 'restored' } };
  const details = { origin, vkey: log.vkey, ...forkedFrom };
  const owner = await log.database.owner.connect();
  try {
    const first = sampleRecord({ name: 'system.ledger_started', details });
    await forkLog(owner, number - 1, { instance: '0123456789ab', origin, vkey: log.vkey }, [first], new Date());
  } finally {
    owner.release();
    log.startSealing();
  }
}

it('two forks between two verifications are no alarm, a log that goes on from none is', async () => {
  expect(await verifyWhole()).toMatchObject({ origin: ORIGIN, findings: [] });
  await fork(1, ORIGIN);
  await fork(2, `${ORIGIN}/1`);
  expect(await verifyWhole()).toMatchObject({ origin: `${ORIGIN}/2`, findings: [] });
  await fork(3, null);
  expect(await verifyWhole()).toMatchObject({ verdict: 'broken', findings: [{ seq: 0, damage: 'origin' }] });
});
