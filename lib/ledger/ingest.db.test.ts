import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '@/lib/core/canonical-json';
import { uuidv7 } from '@/lib/core/ids';
import type { Envelope } from './envelope';
import { waitUntilSealed } from './feed';
import { recordDigest } from './format/record';
import { ingest, MOST_EVENTS } from './ingest';
import { recordEvents } from './record-events';
import { type LiveLog, openLiveLog } from './testing/live-log';
import { sampleRecord } from './testing/log';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

const event = (changes: Partial<Envelope> = {}): Envelope => ({ ...sampleRecord().envelope, id: uuidv7(), ...changes });
const bytesOf = (one: Envelope) => Buffer.from(canonicalize(one));
const receiptOf = (one: Envelope) => ({ eventId: one.id, digest: recordDigest(bytesOf(one)).toString('hex') });

/** Every event that is sealed under one of these ids, once all of them are. */
async function sealedOf(ids: readonly string[]) {
  expect((await waitUntilSealed([...new Set(ids)])).size).toBe(new Set(ids).size);
  const wanted = new Set(ids);
  return (await log.rows()).filter((row) => wanted.has(row.event_id));
}

const forgeries = async () =>
  (await log.rows()).filter((row) => row.record.includes('"activity":"forgery_detected"')).length;

describe('ingest', () => {
  it('seals what it is given, byte for byte, with a receipt each', async () => {
    const events = Array.from({ length: 50 }, (_, i) => event({ summary: `Number ${i}.` }));
    expect(await ingest(events)).toEqual(events.map((one) => ({ outcome: 'accepted', ...receiptOf(one) })));
    const rows = await sealedOf(events.map((one) => one.id));
    expect(rows.map((row) => row.record.toString())).toEqual(events.map((one) => canonicalize(one)));
  });

  it.each(['before it is sealed', 'after it is sealed'])(
    'answers the same bytes with the same receipt, %s',
    async (when) => {
      const one = event();
      if (when.startsWith('before')) await log.stopSealing();
      const [first] = await ingest([one]);
      if (when.startsWith('after')) await waitUntilSealed([one.id]);
      const shuffled = Object.fromEntries(Object.entries(one).reverse());
      expect(await ingest([shuffled])).toEqual([{ ...first, outcome: 'repeat' }]);
      expect(await ingest([{ ...one, summary: 'Another.' }])).toEqual([
        {
          outcome: 'conflict',
          eventId: one.id,
          digest: receiptOf(one).digest,
          message: expect.stringContaining('stands for another event already'),
        },
      ]);
      if (when.startsWith('before')) log.startSealing();
      expect(await sealedOf([one.id])).toHaveLength(1);
      expect(await forgeries()).toBe(0);
    },
  );

  it('says of each what is wrong with it, and takes the others', async () => {
    const good = event();
    const results = await ingest([
      event({ module: 'weather', activity: 'changed' }),
      event({ class: 'authentication' }),
      event({ module: 'audit', activity: 'key_rotated', class: 'management' }),
      event({ effects: [{ table: 'users', key: 'a', after: null }] }),
      event({ details: { share: 0.5 } }),
      event({ details: { text: 'x'.repeat(70_000) } }),
      { ...event(), summary: '' },
      { ...event(), extra: 1 },
      null,
      good,
    ]);
    expect(results.map((one) => ('field' in one ? one.field : one.outcome))).toEqual([
      'activity',
      'class',
      'activity',
      'effects',
      'details.share',
      'event',
      'summary',
      'event',
      'event',
      'accepted',
    ]);
    expect(await sealedOf([good.id])).toHaveLength(1);
  });

  it('takes a thousand a call and no more', async () => {
    const many = Array.from({ length: MOST_EVENTS }, () => event());
    expect((await ingest(many)).every((one) => one.outcome === 'accepted')).toBe(true);
    await expect(ingest([...many, event()])).rejects.toMatchObject({ code: 'too_large' });
    expect(await ingest([])).toEqual([]);
    expect(await sealedOf(many.map((one) => one.id))).toHaveLength(MOST_EVENTS);
  });

  it('is idempotent by id, whatever is handed in, how often, by how many at once', async () => {
    const call = fc.array(fc.record({ id: fc.nat(5), text: fc.nat(1) }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 5 }), async (calls) => {
        const ids = Array.from({ length: 6 }, () => uuidv7());
        const fixed = event();
        const make = ({ id, text }: { id: number; text: number }) => ({
          ...fixed,
          id: ids[id] ?? '',
          summary: `Text ${text}.`,
        });
        const given = calls.map((one) => one.map(make));
        const answers = (await Promise.all(given.map((one) => ingest(one)))).flat();
        const events = given.flat();
        const touched = [...new Set(events.map((one) => one.id))];
        const rows = await sealedOf(touched);
        expect(rows).toHaveLength(touched.length);
        const digest = new Map(rows.map((row) => [row.event_id, row.digest.toString('hex')]));
        for (const [i, one] of events.entries()) {
          const same = receiptOf(one).digest === digest.get(one.id);
          expect(answers[i]?.outcome === 'conflict').toBe(!same);
        }
        expect(answers.filter((one) => one.outcome === 'accepted')).toHaveLength(touched.length);
      }),
      { numRuns: 40 },
    );
    expect(await forgeries()).toBe(0);
  });
});

it('recordEvents takes the way in bulk when there are many, and its receipts are as good', async () => {
  const drafts = Array.from({ length: 20 }, (_, i) => ({ name: 'system.started', summary: `Number ${i}.` }) as const);
  const receipts = await recordEvents(drafts, {
    actor: { type: 'system', name: 'test', method: 'none' },
    now: new Date(),
  });
  const rows = await sealedOf(receipts.map((receipt) => receipt.eventId));
  expect(rows.map((row) => ({ eventId: row.event_id, digest: row.digest.toString('hex') }))).toEqual(receipts);
});
