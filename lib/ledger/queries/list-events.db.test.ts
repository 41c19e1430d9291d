import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { attachDatabase, closeDatabase } from '@/lib/db';
import type { AuditFilter, AuditPage } from '../contract';
import { inboxRow, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { edit, unguarded } from '../testing/tamper';
import { exportSlice } from './export-slice';
import { findEvent } from './find-event';
import { getHead } from './get-head';
import { listEvents, listEventsAfter } from './list-events';

const SIZE = 300;
let log: TestLog;
const all: AuditFilter = { module: [], status: [] };
const only = (changes: Partial<AuditFilter>): AuditFilter => ({ ...all, ...changes });

/** Every tenth a failed sign-in, every hundredth denied, event 7 a sign-out; the rest the system's. */
const draftOf = (i: number) => {
  if (i % 100 === 0) return sampleRecord({ name: 'auth.login_failed', status: 'denied', summary: `${i}` });
  if (i % 10 === 0) return sampleRecord({ name: 'auth.login_failed', status: 'failure', summary: `${i}` });
  return sampleRecord({ name: i === 7 ? 'session.ended' : 'system.started', summary: `${i}` });
};

beforeAll(async () => {
  log = await openTestLog();
  attachDatabase(log.database.url());
  await log.put(Array.from({ length: SIZE - 1 }, (_, i) => inboxRow(draftOf(i + 1))));
  await log.seal();
});
afterAll(async () => {
  await closeDatabase();
  await log.close();
});

const seqs = (page: AuditPage) => page.rows.map((row) => row.seq);
const down = (from: number, count: number, step = 1) => Array.from({ length: count }, (_, i) => from - i * step);

/** All pages, one after the other, as a reader who goes on pressing "older". */
async function pages(filter: AuditFilter, limit: number): Promise<AuditPage[]> {
  const read: AuditPage[] = [];
  for (let before: number | null | undefined; before !== null; before = read.at(-1)?.next ?? null) {
    read.push(await listEvents({ filter, limit, before }));
  }
  return read;
}

describe('listEvents', () => {
  it('shows the newest first, and where to go on', async () => {
    const page = await listEvents({ filter: all });
    expect(seqs(page)).toEqual(down(299, 50));
    expect(page).toMatchObject({ next: 250, searchedTo: 250, head: SIZE });
    expect(page.rows[0]).toMatchObject({
      seq: 299,
      module: 'system',
      activity: 'started',
      summary: '299',
      actor: { type: 'system', name: 'test' },
    });
  });

  it('goes on below a number, never above', async () => {
    expect(seqs(await listEvents({ filter: all, before: 250, limit: 3 }))).toEqual([249, 248, 247]);
    expect(seqs(await listEvents({ filter: all, before: 1 }))).toEqual([0]);
    expect(await listEvents({ filter: all, before: 0 })).toEqual({ rows: [], next: null, searchedTo: 0, head: SIZE });
    expect(seqs(await listEvents({ filter: all, before: 10_000, limit: 1 }))).toEqual([299]);
  });

  it.each([1, 7, 50, 100, 299, 300, 301])('reaches every event once in pages of %i', async (limit) => {
    const read = await pages(all, limit);
    expect(read.flatMap(seqs)).toEqual(down(299, SIZE));
    expect(read.at(-1)).toMatchObject({ next: null, searchedTo: 0 });
  });

  it.each([
    ['a module', only({ module: ['auth'] }), down(290, 29, 10)],
    ['a rare module', only({ module: ['session'] }), [7]],
    ['a status', only({ status: ['denied'] }), [200, 100]],
    ['two statuses', only({ status: ['denied', 'failure'] }), down(290, 29, 10)],
    ['success and another', only({ module: ['auth', 'session'], status: ['success', 'denied'] }), [200, 100, 7]],
    [
      'module and status',
      only({ module: ['auth'], status: ['failure'] }),
      down(290, 29, 10).filter((seq) => seq % 100 !== 0),
    ],
  ])('finds by %s, in pages as in one', async (_name, filter, expected) => {
    expect(seqs(await listEvents({ filter, limit: 200 }))).toEqual(expected);
    expect((await pages(filter, 2)).flatMap(seqs)).toEqual(expected);
  });

  it.each([
    ['a module without events', only({ module: ['user'] })],
    ['a status without events', only({ status: ['warning'] })],
    ['nothing in common', only({ module: ['session'], status: ['denied'] })],
  ])('says of %s that it has looked everywhere', async (_name, filter) => {
    expect(await listEvents({ filter })).toEqual({ rows: [], next: null, searchedTo: 0, head: SIZE });
  });

  it('stops looking when its time is up, and says how far it came', async () => {
    // Each look at the clock is a second later than the one before.
    let time = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => (time += 1_000));
    try {
      const { rows } = await log.database.owner.query('SELECT size FROM ledger_head');
      expect(rows[0].size).toBe(String(SIZE));
      const page = await listEvents({ filter: only({ status: ['warning'] }), before: SIZE });
      expect(page).toEqual({ rows: [], next: SIZE, searchedTo: SIZE, head: SIZE });
    } finally {
      clock.mockRestore();
    }
  });
});

describe('listEventsAfter', () => {
  it('shows the oldest first above a number, and how far it looked', async () => {
    const page = await listEventsAfter(all, 289, 5);
    expect([page.stored.map((row) => Number(row.seq)), page.upTo]).toEqual([[290, 291, 292, 293, 294], 294]);
    expect(await listEventsAfter(all, 299, 5)).toEqual({ stored: [], upTo: 299 });
    expect((await listEventsAfter(all, -1, 1_000)).stored).toHaveLength(SIZE);
  });

  it('goes up to what it is told and no further', async () => {
    const page = await listEventsAfter(all, 10, 100, 15);
    expect([page.stored.map((row) => Number(row.seq)), page.upTo]).toEqual([[11, 12, 13, 14], 14]);
  });

  it('passes over what the filter leaves out', async () => {
    const page = await listEventsAfter(only({ status: ['denied'] }), -1, 100);
    expect([page.stored.map((row) => Number(row.seq)), page.upTo]).toEqual([[100, 200], 299]);
    expect(await listEventsAfter(only({ module: ['user'] }), -1, 100)).toEqual({ stored: [], upTo: 299 });
  });
});

it('exportSlice reads everything once, oldest first', async () => {
  const read: number[] = [];
  for (let after = -1; after < SIZE - 1; ) {
    const { rows, upTo } = await exportSlice(only({ module: ['auth'] }), after, SIZE);
    read.push(...rows.map((row) => Number(row.seq)));
    expect(upTo).toBeGreaterThan(after);
    after = upTo;
  }
  expect(read).toEqual(down(290, 29, 10).reverse());
});

describe('findEvent', () => {
  it('shows an event with all that ties it to its neighbours', async () => {
    const [before, row] = await log.rows(99);
    const found = await findEvent(100);
    expect(found).toMatchObject({
      row: { seq: 100, status: 'denied' },
      record: row?.record.toString('utf8'),
      digest: row?.digest.toString('hex'),
      leafHash: row?.leaf_hash.toString('hex'),
      prev: before?.leaf_hash.toString('hex'),
      checkpoint: null,
    });
    expect(await findEvent(SIZE)).toBeNull();
    expect(await findEvent(-1)).toBeNull();
  });

  it('names the oldest signature above it, and the head the newest', async () => {
    expect((await getHead()).checkpoint).toBeNull();
    await log.sign();
    await log.put([inboxRow(sampleRecord())]);
    await log.seal();
    await log.sign();
    expect((await findEvent(299))?.checkpoint?.size).toBe(300);
    expect((await findEvent(300))?.checkpoint?.size).toBe(301);
    expect(await getHead()).toMatchObject({ size: 301, checkpoint: { size: 301 }, waiting: { count: 0, oldestMs: 0 } });
  });

  it('the head tells what waits, and since when', async () => {
    await log.put([inboxRow(sampleRecord())]);
    expect((await getHead(new Date('2026-11-20T08:15:31.123Z'))).waiting).toEqual({ count: 1, oldestMs: 1_000 });
  });
});

it('goes down in steps through what a filter leaves out, and finds what lies far below', async () => {
  const before = (await log.rows()).length;
  await log.put(Array.from({ length: 12_000 }, () => inboxRow(sampleRecord())));
  await log.seal();
  expect(seqs(await listEvents({ filter: only({ module: ['session'] }) }))).toEqual([7]);
  expect((await pages(only({ status: ['denied'] }), 1)).flatMap(seqs)).toEqual([200, 100]);
  expect(await listEvents({ filter: only({ status: ['warning'] }) })).toMatchObject({
    rows: [],
    next: null,
    searchedTo: 0,
  });
  expect((await listEvents({ filter: all })).head).toBeGreaterThanOrEqual(before + 12_000);
});

describe('a record that somebody damaged', () => {
  it.each([Buffer.from([0xff]), Buffer.from('{"actor":null}'), Buffer.from('null')])(
    'does not hide the others (%s)',
    async (bytes) => {
      const { owner } = log.database;
      const { rows } = await owner.query('SELECT record FROM audit_event WHERE seq = 290');
      await unguarded(owner, () => edit(owner, 290, bytes));
      try {
        const page = await listEvents({ filter: all, before: 300, limit: 20 });
        expect(seqs(page)).toEqual(down(299, 20));
        expect(page.rows[9]).toMatchObject({ seq: 290, summary: 'This record is damaged: verify the ledger' });
        expect(await findEvent(290)).toMatchObject({ row: { seq: 290, severity: 'critical' } });
      } finally {
        await unguarded(owner, () => edit(owner, 290, rows[0].record));
      }
    },
  );
});

it('exportSlice takes no more than some megabytes at once, and nothing is lost between two slices', async () => {
  const large = Array.from({ length: 150 }, () => inboxRow(sampleRecord({ details: { text: 'x'.repeat(60_000) } })));
  await log.put(large);
  await log.seal();
  const { size } = await getHead();
  const first = await exportSlice(all, size - 151, size);
  expect(first.rows.length).toBeLessThan(150);
  expect(first.upTo).toBe(Number(first.rows.at(-1)?.seq));
  const second = await exportSlice(all, first.upTo, size);
  expect(second).toMatchObject({ upTo: size - 1 });
  expect([...first.rows, ...second.rows].map((row) => Number(row.seq))).toEqual(down(size - 1, 150).reverse());
});
