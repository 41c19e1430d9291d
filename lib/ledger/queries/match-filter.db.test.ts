import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachDatabase, closeDatabase } from '@/lib/db';
import { CATALOGUE, type EventName, isKeepersOwn } from '../catalogue';
import { type AuditFilter, MODULES } from '../contract';
import { STATUSES } from '../envelope';
import { inboxRow, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { listEventsAfter } from './list-events';
import { listSealed } from './list-sealed';
import { matchesFilter } from './match-filter';
import { envelopeOf } from './read-row';

const SIZE = 300;
let log: TestLog;
beforeAll(async () => {
  log = await openTestLog();
  attachDatabase(log.database.url());
  const names = (Object.keys(CATALOGUE) as EventName[]).filter((name) => {
    const [module = '', activity = ''] = name.split('.');
    return !isKeepersOwn({ module, activity, status: 'success' });
  });
  const drafts = fc.sample(
    fc.record({ name: fc.constantFrom(...names), status: fc.constantFrom(...STATUSES) }),
    SIZE - 1,
  );
  await log.put(drafts.map((draft) => inboxRow(sampleRecord(draft))));
  await log.seal();
});
afterAll(async () => {
  await closeDatabase();
  await log.close();
});

const filters: fc.Arbitrary<AuditFilter> = fc.record({
  module: fc.uniqueArray(fc.constantFrom(...MODULES), { maxLength: 3 }),
  status: fc.uniqueArray(fc.constantFrom(...STATUSES), { maxLength: 3 }),
});

it('chooses in memory what SQL chooses', async () => {
  const all = await listSealed(-1, SIZE);
  expect(all.map((row) => Number(row.seq))).toEqual(Array.from({ length: SIZE }, (_, i) => i));
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: -1, max: SIZE }), async (filter, after) => {
      const here = all.filter((row) => Number(row.seq) > after && matchesFilter(filter, envelopeOf(row.record)));
      const { stored } = await listEventsAfter(filter, after, SIZE);
      expect(here.map((row) => row.seq)).toEqual(stored.map((row) => row.seq));
    }),
    { numRuns: 200 },
  );
});
