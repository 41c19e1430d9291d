import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '@/lib/core/ids';
import type { EventContext } from './build-record';
import { onSealed, waitUntilSealed } from './feed';
import { recordEvents } from './record-events';
import { type LiveLog, openLiveLog } from './testing/live-log';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

const context: EventContext = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() };
const record = async (count = 1) => {
  const drafts = Array.from({ length: count }, () => ({ name: 'system.started', summary: 'It began.' }) as const);
  return (await recordEvents(drafts, context)).map((receipt) => receipt.eventId);
};

describe('waitUntilSealed', () => {
  it('tells the numbers, in the log’s order', async () => {
    const ids = await record(5);
    const sealed = await waitUntilSealed(ids);
    const rows = await log.rows();
    expect(ids.map((id) => rows[sealed.get(id) ?? -1]?.event_id)).toEqual(ids);
  });

  it('hears at once of what is sealed later', async () => {
    await log.stopSealing();
    const ids = await record();
    const waiting = waitUntilSealed(ids);
    expect((await waitUntilSealed(ids, 0)).size).toBe(0);
    log.startSealing();
    expect((await waiting).size).toBe(1);
  });

  it('answers in time with what there is', async () => {
    const [id = ''] = await record();
    const never = uuidv7();
    const began = Date.now();
    expect([...(await waitUntilSealed([id, never], 600)).keys()]).toEqual([id]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(600);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('has nothing to wait for when nothing is asked', async () => {
    expect(await waitUntilSealed([])).toEqual(new Map());
  });

  it('many at once each get their own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ids = await record(2);
        return [ids, [...(await waitUntilSealed(ids)).keys()]] as const;
      }),
    );
    for (const [asked, got] of answers) expect([...got].sort()).toEqual([...asked].sort());
  });
});

it('onSealed calls until it is told to stop', async () => {
  let calls = 0;
  let heard: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const stop = onSealed(() => {
    calls += 1;
    heard();
  });
  await record();
  await first;
  stop();
  const before = calls;
  await waitUntilSealed(await record());
  expect(calls).toBe(before);
});
