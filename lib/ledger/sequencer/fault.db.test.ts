import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Clock } from '@/lib/core/clock';
import { Channel, createPool, type Pool } from '@/lib/db';
import { INBOX_CHANNEL } from '../channels';
import { CuttingProxy, type Moment } from '../testing/cutting-proxy';
import { inboxRow, keyOf, openTestLog, sampleRecord, type TestLog, type Waiting } from '../testing/log';
import { verifyLog } from '../verify/verify-log';
import { sealBatch } from './seal-batch';
import { Sequencer } from './sequencer';
import { loadTail } from './tail';

/** More than one portion, and enough to finish a row of the tree each time. */
const ROWS = 260;
const MOMENTS: Moment[] = ['before', 'after'];

let log: TestLog;
let proxy: CuttingProxy;
let cuttable: Pool;
let inbox: Channel;
const promised = new Map<string, string>();
const running: Sequencer[] = [];
beforeAll(async () => {
  log = await openTestLog();
  proxy = await CuttingProxy.open(inject('server').host);
  const url = new URL(log.database.url('keeper'));
  url.searchParams.set('host', proxy.folder);
  cuttable = createPool(url.toString(), 'cut', 2);
  inbox = new Channel(log.database.url('keeper'), INBOX_CHANNEL);
});
afterEach(async () => {
  proxy.disarm();
  for (const sequencer of running.splice(0)) await sequencer.stop();
});
afterAll(async () => {
  await inbox.close();
  await cuttable.end();
  await proxy.close();
  await log.close();
});

let round = 0;
/** Rows as writers put them there, acknowledged from that moment on; an actor never seen before, so that a number is given. */
async function acknowledge(): Promise<Waiting[]> {
  round += 1;
  const rows = Array.from({ length: ROWS }, () => inboxRow(sampleRecord({}, { name: `writer ${round}` })));
  await log.put(rows);
  for (const { event_id: id, digest } of rows) promised.set(id, digest.toString('hex'));
  return rows;
}

/** What was acknowledged is in the log once, with the same bytes, and nothing waits any more. */
async function expectSealed(rows: readonly Waiting[]): Promise<void> {
  const { owner } = log.database;
  expect((await owner.query('SELECT FROM audit_inbox')).rowCount).toBe(0);
  const sealed = await owner.query<{ event_id: string; digest: Buffer }>(
    'SELECT event_id, digest FROM audit_event WHERE event_id = ANY($1::uuid[]) ORDER BY event_id',
    [rows.map((row) => row.event_id)],
  );
  const pairs = (list: readonly Pick<Waiting, 'event_id' | 'digest'>[]) =>
    list.map((row) => `${row.event_id} ${row.digest.toString('hex')}`).sort();
  expect(pairs(sealed.rows)).toEqual(pairs(rows));
}

/** Nothing but what was acknowledged, no gap, no fork, nothing broken; sealing times never fall. */
async function expectWhole(): Promise<void> {
  const sealed = await log.rows(1);
  expect(new Map(sealed.map((row) => [row.event_id, row.digest.toString('hex')]))).toEqual(promised);
  expect(sealed).toHaveLength(promised.size);
  expect(await verifyLog({ db: log.db, vkey: log.vkey })).toMatchObject({ findings: [], size: promised.size + 1 });
}

/** Each look wakes whoever rests after an error: how long that takes is not what is tested. */
const waiting = async () => {
  inbox.emit('message', '');
  return (await log.database.owner.query('SELECT FROM audit_inbox')).rowCount;
};
const untilSealed = () => expect.poll(waiting, { timeout: 10_000, interval: 20 }).toBe(0);

function startSequencer(inbox: Channel, pool: Pool, clock?: Clock): Sequencer {
  const sequencer = new Sequencer({ pool, inbox, keyOf, ...(clock && { clock }) });
  running.push(sequencer);
  sequencer.start();
  return sequencer;
}

const STATEMENTS = [
  'BEGIN',
  'WITH next',
  'INSERT INTO dim_actor',
  'INSERT INTO audit_event',
  'INSERT INTO ledger_tile',
  'WITH moved',
  'COMMIT',
];
const cuts: Record<Moment, string[]> = { before: [], after: [] };

describe.each(MOMENTS)('a sequencer killed %s a statement of its transaction', (moment) => {
  it('leaves a log on which a fresh one goes on, whichever statement it was', async () => {
    for (let n = 1; ; n += 1) {
      const rows = await acknowledge();
      const connection = await cuttable.connect();
      const tail = await loadTail(connection);
      if (!tail) throw new Error('the log has not begun');
      proxy.cutAt(n, moment);
      const sealed = await sealBatch(connection, tail, { keyOf, now: () => new Date() }).catch(() => null);
      connection.release(true);
      if (sealed) break;
      cuts[moment].push(proxy.cut ?? '');
      await log.seal(new Date());
      await expectSealed(rows);
    }
    await expectWhole();
    for (const words of STATEMENTS) expect(cuts[moment].some((statement) => statement.startsWith(words))).toBe(true);
  });

  it('goes on by itself when only its connection died', async () => {
    startSequencer(inbox, cuttable);
    for (const statement of new Set(cuts[moment])) {
      proxy.cutAtStatement(statement, moment);
      const rows = await acknowledge();
      await expect.poll(() => proxy.cut, { timeout: 5_000, interval: 20 }).toBe(statement);
      await untilSealed();
      await expectSealed(rows);
    }
    await expectWhole();
  });
});

it('of two at work at once the head lets one through, and the other stops until people have looked', async () => {
  const two = [startSequencer(inbox, log.pool), startSequencer(inbox, cuttable)];
  const stopped = () => two.filter(({ lastError }) => lastError?.includes('never put it')).length;
  await expect
    .poll(
      async () => {
        const rows = await acknowledge();
        await untilSealed();
        await expectSealed(rows);
        return stopped();
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(1);
  const rows = await acknowledge();
  await untilSealed();
  await expectSealed(rows);
  expect(stopped()).toBe(1);
  await expectWhole();
});

it('a clock that steps back and forth does not take the sealing times with it', async () => {
  const steps = [0, -3_600_000, 5, -1, -86_400_000, 10];
  let now = Date.now();
  for (const step of steps) {
    const clock = { now: () => new Date(now + step) };
    now += 1;
    const sequencer = startSequencer(inbox, log.pool, clock);
    const rows = await acknowledge();
    await untilSealed();
    await expectSealed(rows);
    await sequencer.stop();
  }
  const times = (await log.rows()).map((row) => BigInt(row.micros));
  expect(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0n))).toBe(true);
  await expectWhole();
});
