import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { checkProof } from '../format/check-proof';
import { inboxRow, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { damage, unguarded } from '../testing/tamper';
import { proveEvent } from './prove-event';

let log: TestLog;

beforeAll(async () => {
  log = await openTestLog();
  await log.put(Array.from({ length: 600 }, (_, i) => inboxRow(sampleRecord({ summary: `It began ${i}.` }))));
  await log.seal();
  await log.sign();
  await log.put([inboxRow(sampleRecord())]);
  await log.seal();
});
afterAll(() => log.close());

it.each([0, 1, 255, 256, 599, 600])('event %i stands under the signed root', async (seq) => {
  const { text, size } = await proveEvent(log.pool, seq);
  expect(size).toBe(601);
  expect(checkProof(text, log.vkey)).toMatchObject({ verdict: 'ok', seq: String(seq), size: '601' });
  expect(checkProof(text, undefined).verdict).toBe('unpinned');
});

test('an event that is not signed yet, or not there, has no proof', async () => {
  await expect(proveEvent(log.pool, 601)).rejects.toThrow('not under a signature yet');
  await expect(proveEvent(log.pool, 999)).rejects.toThrow('no event 999');
});

test('a proof with any character changed is never ok', async () => {
  const { text } = await proveEvent(log.pool, 300);
  for (let at = 0; at < text.length; at += 1) {
    const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    if (checkProof(changed, log.vkey).verdict === 'ok') expect.fail(`character ${at} does not count`);
  }
});

test('the proof of an edited event is refused, not handed out', async () => {
  const { owner } = log.database;
  await unguarded(owner, () => damage(owner, 'UPDATE audit_event SET digest = sha256(digest) WHERE seq = 300'));
  await expect(proveEvent(log.pool, 300)).rejects.toThrow('verify the ledger');
});
