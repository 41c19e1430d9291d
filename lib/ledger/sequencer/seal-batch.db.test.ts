import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalize } from '@/lib/core/canonical-json';
import type { Envelope } from '../envelope';
import { encodeEntry, leafHash, ZERO_HASH } from '../format/entry';
import { recordDigest } from '../format/record';
import { inboxRow, keyOf, openTestLog, sampleRecord, type TestLog, type Waiting } from '../testing/log';
import { sealBatch } from './seal-batch';
import { appendToLog, HeadMoved, loadTail, type Tail } from './tail';
import { BATCH_BYTES, BATCH_ROWS } from './take-batch';

let log: TestLog;
beforeAll(async () => {
  log = await openTestLog();
});
afterAll(() => log.close());

let from: number;
beforeEach(async () => {
  from = (await log.rows()).length;
});

const sealedSince = () => log.rows(from);
const envelopes = async () => (await sealedSince()).map((row) => JSON.parse(row.record.toString('utf8')) as Envelope);
const summaries = async () => (await envelopes()).map((envelope) => envelope.summary);
const sample = (summary: string) => inboxRow(sampleRecord({ summary }));
const waiting = async () =>
  (await log.database.owner.query('SELECT count(*)::integer AS n FROM audit_inbox')).rows[0].n;
const tail = async (): Promise<Tail> => {
  const loaded = await loadTail(log.db);
  if (!loaded) throw new Error('the log has not begun');
  return loaded;
};

/** The chain recomputed from the first event on, by the format's words alone. */
async function expectWhole(): Promise<void> {
  let prev = ZERO_HASH;
  for (const [i, row] of (await log.rows()).entries()) {
    const leaf = leafHash(encodeEntry(BigInt(i), BigInt(row.micros), prev, recordDigest(row.record)));
    expect([row.seq, row.prev, row.leaf_hash]).toEqual([String(i), prev, leaf]);
    prev = leaf;
  }
  const head = await log.database.owner.query('SELECT size, hash FROM ledger_head');
  expect(head.rows).toEqual([{ size: String((await log.rows()).length), hash: prev }]);
  expect(await waiting()).toBe(0);
}

describe('sealing', () => {
  it('keeps the order of transactions, and of rows within one', async () => {
    const [one, two] = [await log.database.owner.connect(), await log.database.owner.connect()];
    const insert = (db: typeof one, row: Waiting) =>
      db.query('INSERT INTO audit_inbox (event_id, record, digest, writer, mac) VALUES ($1, $2, $3, $4, $5)', [
        row.event_id,
        row.record,
        row.digest,
        row.writer,
        row.mac,
      ]);
    await one.query('BEGIN');
    await insert(one, sample('one, first'));
    await two.query('BEGIN');
    await insert(two, sample('two, first'));
    await insert(one, sample('one, second'));
    await two.query('COMMIT');
    await one.query('COMMIT');
    one.release();
    two.release();
    await log.seal();
    expect(await summaries()).toEqual(['one, first', 'one, second', 'two, first']);
    await expectWhole();
  });

  it('stores the bytes of the record as they came, and what the filters need', async () => {
    const record = sampleRecord(
      { name: 'auth.login_failed', status: 'denied', summary: 'é €' },
      { id: 'a', name: 'b' },
    );
    await log.put([inboxRow(record)]);
    await log.seal();
    const { rows } = await log.database.owner.query(
      `SELECT e.*, m.name AS module_name, a.name AS activity_name, d.type, d.actor_id, d.name FROM audit_event e
       JOIN dim_module m ON m.no = e.module JOIN dim_activity a ON a.no = e.activity JOIN dim_actor d ON d.no = e.actor_no WHERE seq >= $1`,
      [from],
    );
    expect(rows).toMatchObject([
      {
        event_id: record.eventId,
        module_name: 'auth',
        activity_name: 'login_failed',
        type: 'system',
        actor_id: 'a',
        name: 'b',
        status: 2,
        class: 1,
      },
    ]);
    expect(rows[0].record).toEqual(record.record);
    expect(rows[0].digest).toEqual(record.digest);
    expect(rows[0].recorded_at).toEqual(new Date('2026-11-20T08:15:30.123Z'));
  });

  it('does not fall back in time with the clock', async () => {
    await log.put([sample('noon')]);
    await log.seal(new Date('2026-11-20T12:00:00Z'));
    await log.put([sample('an hour earlier')]);
    await log.seal(new Date('2026-11-20T11:00:00Z'));
    await log.put([sample('later')]);
    await log.seal(new Date('2026-11-20T12:00:01Z'));
    const noon = BigInt(Date.parse('2026-11-20T12:00:00Z')) * 1000n;
    expect((await sealedSince()).map((row) => BigInt(row.micros) - noon)).toEqual([0n, 0n, 1_000_000n]);
    await expectWhole();
  });

  it('takes names that an index could not', async () => {
    const names = [
      'a\u0000b',
      '\u0000',
      'x'.repeat(1024),
      '\u{1F600}'.repeat(500),
      '\u0000'.repeat(1024),
      'a\\u0000b',
      '',
    ];
    await log.put(names.map((name) => inboxRow(sampleRecord({}, { id: name, name }))));
    await log.seal();
    expect((await envelopes()).map((envelope) => envelope.actor.name)).toEqual(names);
    await expectWhole();
  });
});

describe('a batch', () => {
  it(`ends at ${BATCH_ROWS} rows`, async () => {
    await log.put(Array.from({ length: BATCH_ROWS + 300 }, (_, i) => sample(`number ${i}`)));
    expect((await log.seal()).batches).toEqual([BATCH_ROWS, 300]);
    expect(await summaries()).toEqual(Array.from({ length: BATCH_ROWS + 300 }, (_, i) => `number ${i}`));
    await expectWhole();
  });

  it(`ends at ${BATCH_BYTES / 1024 / 1024} MiB`, async () => {
    const large = Array.from({ length: 150 }, (_, i) =>
      inboxRow(sampleRecord({ details: { i, text: 'x'.repeat(65_000) } })),
    );
    await log.put(large);
    const { batches } = await log.seal();
    expect(batches).toHaveLength(2);
    expect(batches.reduce((sum, taken) => sum + taken, 0)).toBe(150);
    expect((await sealedSince()).map((row) => row.event_id)).toEqual(large.map((row) => row.event_id));
  });

  it('of one row is taken whatever its size', async () => {
    await log.put([
      inboxRow({ eventId: randomUUID(), record: Buffer.alloc(BATCH_BYTES + 1, 0x20) }),
      sample('behind it'),
    ]);
    expect(await log.seal()).toEqual({ batches: [1, 1], forgeries: ['size'] });
    expect((await summaries())[1]).toBe('behind it');
    await expectWhole();
  });

  it('leaves finished rows of the tree that are what the leaves give', async () => {
    const leaves = (await log.rows()).map((row) => row.leaf_hash);
    const { rows } = await log.database.owner.query('SELECT level, index, data FROM ledger_tile ORDER BY level, index');
    const full = Math.floor(leaves.length / 256);
    expect(rows.filter((row) => row.level === 0)).toHaveLength(full);
    for (const row of rows.filter((each) => each.level === 0)) {
      expect(row.data).toEqual(Buffer.concat(leaves.slice(Number(row.index) * 256, (Number(row.index) + 1) * 256)));
    }
    expect(rows.find((row) => row.level === 1)?.data).toHaveLength(full * 32);
  });
});

describe('what is no event of a writer', () => {
  const good = sampleRecord({ summary: 'good' });
  const altered = (changes: object) => Buffer.from(canonicalize({ ...good.envelope, ...changes }));
  const cases: [string, Waiting, string][] = [
    ['a forged mac', { ...inboxRow(good), mac: Buffer.alloc(32) }, 'mac'],
    ['an unknown writer', { ...inboxRow(good), writer: 'evil' }, 'mac'],
    ['an edited record', { ...inboxRow(good), record: altered({ summary: 'evil' }) }, 'digest'],
    ['an edited digest', { ...inboxRow(good), digest: recordDigest(altered({ summary: 'evil' })) }, 'mac'],
    ['other than canonical bytes', inboxRow({ ...good, record: Buffer.from(JSON.stringify(good.envelope)) }), 'form'],
    ['a field nobody declared', inboxRow({ ...good, record: altered({ more: 1 }) }), 'schema'],
    ['another id than its record', inboxRow({ ...good, eventId: randomUUID() }), 'id'],
    ['no bytes at all', inboxRow({ ...good, record: Buffer.alloc(0) }), 'form'],
    [
      'a name of control characters',
      { ...inboxRow(good), writer: '\u0001'.repeat(5000), record: Buffer.alloc(100_000, 1) },
      'mac',
    ],
  ];

  it.each(cases)('%s is sealed as a forgery, and the line goes on', async (_name, row, reason) => {
    await log.put([row, sample('behind it')]);
    expect((await log.seal()).forgeries).toEqual([reason]);
    const [forgery, behind] = await envelopes();
    expect(forgery).toMatchObject({
      module: 'audit',
      activity: 'forgery_detected',
      status: 'failure',
      severity: 'critical',
      reason: { code: `forgery_${reason}` },
      actor: { type: 'system', name: 'keeper' },
      details: {
        claimedId: row.event_id,
        claimedDigest: row.digest.toString('hex'),
        bytes: row.record.length,
        record: row.record.subarray(0, 32 * 1024).toString('base64'),
      },
    });
    expect(forgery?.id).not.toBe(row.event_id);
    expect(behind?.summary).toBe('behind it');
    await expectWhole();
  });
});

describe('the same id', () => {
  it('with the same bytes is sealed once, in one batch and later', async () => {
    const row = sample('asked twice');
    await log.put([row, row]);
    await log.seal();
    await log.put([row, sample('another')]);
    expect((await log.seal()).forgeries).toEqual([]);
    expect(await summaries()).toEqual(['asked twice', 'another']);
    await expectWhole();
  });

  it('with other bytes is a forgery, in one batch and later', async () => {
    const record = sampleRecord({ summary: 'the first' });
    const other = inboxRow({
      ...record,
      record: Buffer.from(canonicalize({ ...record.envelope, summary: 'the second' })),
    });
    await log.put([inboxRow(record), other]);
    expect((await log.seal()).forgeries).toEqual(['reused']);
    await log.put([other]);
    expect((await log.seal()).forgeries).toEqual(['reused']);
    expect((await envelopes()).map(({ activity }) => activity)).toEqual([
      'started',
      'forgery_detected',
      'forgery_detected',
    ]);
    await expectWhole();
  });
});

describe('a head that was moved meanwhile', () => {
  it('ends the batch with nothing sealed, and the next beginning seals all of it', async () => {
    const stale = await tail();
    await log.put([sample('before')]);
    await log.seal();
    await log.put([sample('after')]);
    await expect(sealBatch(log.db, stale, { keyOf, now: () => new Date() })).rejects.toThrow();
    expect(await waiting()).toBe(1);
    expect(await summaries()).toEqual(['before']);
    await log.seal();
    expect(await summaries()).toEqual(['before', 'after']);
    await expectWhole();
  });

  it('is refused by size and by hash', async () => {
    const good = await tail();
    for (const wrong of [
      { ...good, size: good.size + 5n },
      { ...good, hash: Buffer.alloc(32) },
    ]) {
      await log.db.query('BEGIN');
      await expect(appendToLog(log.db, wrong, [[sampleRecord()]], new Date('2026-11-21T00:00:00Z'))).rejects.toThrow(
        HeadMoved,
      );
      await log.db.query('ROLLBACK');
    }
    await expectWhole();
  });
});

it('a row that somebody put behind the end does not come into the tree', async () => {
  const other = await openTestLog();
  try {
    await other.database.owner.query(
      `INSERT INTO audit_event SELECT 5000, event_id, record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity, class,
         status, severity, actor_no FROM audit_event WHERE seq = 0`,
    );
    await other.put(Array.from({ length: 300 }, () => inboxRow(sampleRecord())));
    await other.seal();
    const leaves = (await other.rows()).slice(0, 256).map((row) => row.leaf_hash);
    const { rows } = await other.database.owner.query('SELECT data FROM ledger_tile WHERE level = 0');
    expect(rows).toEqual([{ data: Buffer.concat(leaves) }]);
  } finally {
    await other.close();
  }
});
