import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, createPool, digestRows, inTransaction, type Pool, type Transaction } from '@/lib/db';
import { appendRecords } from '../append';
import { buildRecord } from '../build-record';
import { waitUntilSealed } from '../feed';
import { acknowledge } from '../record-events';
import { forkLog } from '../sequencer/begin-log';
import { type LiveLog, openLiveLog } from '../testing/live-log';
import { sampleRecord } from '../testing/log';
import { unguarded } from '../testing/tamper';
import { getWriter } from '../writer';
import { reconcile } from './reconcile';

let log: LiveLog;
let app: Pool;

/** A change as commands make it: the rows, then what became of them, read back, in an event of the same transaction. */
async function change(
  keys: readonly string[],
  act: (tx: Transaction) => Promise<unknown>,
  now?: Date,
): Promise<string> {
  await getWriter();
  const built = await inTransaction(async (tx) => {
    await act(tx);
    const digests = await digestRows(tx, 'settings', keys);
    const effects = keys.map((key) => ({ table: 'settings', key, after: digests.get(key) ?? null }));
    const draft = { name: 'system.settings_changed', summary: 'A setting was changed.', effects } as const;
    const record = buildRecord(draft, {
      actor: { type: 'system', name: 'test', method: 'none' },
      now: now ?? new Date(),
    });
    await appendRecords(tx, [record]);
    return record;
  });
  acknowledge([built]);
  return built.eventId;
}

const put = (key: string, value: number) => {
  // Another row first, so that a transaction may have an older number than one whose change it waits for.
  const own = randomUUID();
  return change([key, own], async (tx) => {
    await tx.$executeRaw`INSERT INTO settings (key, value, updated_at) VALUES (${own}, '1', now())`;
    await tx.$executeRaw`INSERT INTO settings (key, value, updated_at) VALUES (${key}, to_jsonb(${value}::integer), now())
      ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, version = settings.version + 1`;
  });
};
const set = (tx: Transaction, key: string, value: number) =>
  tx.$executeRaw`UPDATE settings SET value = to_jsonb(${value}::integer) WHERE key = ${key}`;
const drop = (key: string) => change([key], (tx) => tx.$executeRaw`DELETE FROM settings WHERE key = ${key}`);
const seqOf = async (id: string) => (await waitUntilSealed([id])).get(id);

async function reconciled() {
  const db = await app.connect();
  try {
    return await reconcile(db);
  } finally {
    db.release();
  }
}

/** What is found after somebody's own statements, and undone: the triggers are off while they run, and on again before anybody looks. */
async function foundAfter(...statements: string[]) {
  const db: Connection = await log.database.owner.connect();
  // The sequencer writes what these statements lock; it waits until they are undone.
  await log.stopSealing();
  try {
    const before = await db.query('SELECT * FROM settings');
    await unguarded(db, async () => {
      for (const statement of statements) if (!(await db.query(statement)).command) throw new Error(statement);
    });
    const report = await reconciled();
    await unguarded(db, async () => {
      await db.query('DELETE FROM settings');
      for (const row of before.rows)
        await db.query('INSERT INTO settings VALUES ($1, $2, $3, $4)', [
          row.key,
          JSON.stringify(row.value),
          row.version,
          row.updated_at,
        ]);
    });
    return report;
  } finally {
    db.release();
    log.startSealing();
  }
}

beforeAll(async () => {
  log = await openLiveLog();
  app = createPool(log.database.url('app'), 'test-app', 2);
});
afterAll(async () => {
  await app.end();
  await log.close();
});

describe('the state', () => {
  let last: number | undefined;
  beforeEach(async () => {
    await seqOf(await put('a', 1));
    last = await seqOf(await put('a', 2));
  });

  it('that events made is explained, also what they deleted', async () => {
    await put('b', 1);
    await seqOf(await drop('b'));
    expect(await reconciled()).toMatchObject({ verdict: 'ok', findings: [], unexplained: 0 });
  });

  it('is explained before its events are sealed as well', async () => {
    await log.stopSealing();
    await put('a', 3);
    await put('c', 1);
    await drop('c');
    expect(await reconciled()).toMatchObject({ verdict: 'ok', findings: [] });
    log.startSealing();
  });

  it.each([
    ['changed by hand', "UPDATE settings SET value = '99' WHERE key = 'a'", 'a', 'changed'],
    [
      'put back by hand to what it once was',
      "UPDATE settings SET value = '1', version = version - 1 WHERE key = 'a'",
      'a',
      'changed',
    ],
    ['deleted by hand', "DELETE FROM settings WHERE key = 'a'", 'a', 'deleted'],
    ['inserted by hand', "INSERT INTO settings VALUES ('x', '1', 1, now())", 'x', 'inserted'],
  ] as const)('%s is told with table, key and the last event that explains it', async (_name, statement, key, kind) => {
    const report = await foundAfter(statement);
    expect(report).toMatchObject({ verdict: 'broken', unexplained: 1 });
    const hex = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(report.findings).toEqual([
      {
        table: 'settings',
        key,
        kind,
        event: kind === 'inserted' ? null : last,
        expected: kind === 'inserted' ? null : hex,
        found: kind === 'deleted' ? null : hex,
      },
    ]);
    expect(await reconciled()).toMatchObject({ verdict: 'ok' });
  });

  it('inserted again by hand after an event deleted it is told', async () => {
    await put('d', 1);
    const seq = await seqOf(await drop('d'));
    const { findings } = await foundAfter("INSERT INTO settings VALUES ('d', '1', 1, now())");
    expect(findings).toMatchObject([{ key: 'd', kind: 'inserted', event: seq, expected: null }]);
  });

  it('truncated is told as one', async () => {
    const report = await foundAfter('TRUNCATE settings');
    expect(report.findings).toEqual([
      { table: 'settings', key: null, kind: 'truncated', event: null, expected: null, found: null },
    ]);
    expect(report.unexplained).toBeGreaterThan(2);
  });
});

it('that sixteen writers change meanwhile never looks changed by hand', async () => {
  let writing = true;
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let i = 0; writing; i += 1) await put(`shared-${(writer + i) % 3}`, i);
  });
  const reports = [];
  for (let round = 0; round < 12; round += 1) reports.push(await reconciled());
  writing = false;
  await Promise.all(writers);
  reports.push(await reconciled());
  expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
  expect(reports.at(-1)?.rows).toBeGreaterThan(100);
});

it('is explained by changes sealed in another order than they were made, though a clock once ran ahead', async () => {
  await seqOf(await put('ahead', 1));
  await seqOf(await change(['ahead'], (tx) => set(tx, 'ahead', 2), new Date(Date.now() + 3_600_000)));
  await log.stopSealing();
  let younger = Promise.resolve('');
  const older = await change(['ahead', 'older'], async (tx) => {
    await tx.$executeRaw`INSERT INTO settings (key, value, updated_at) VALUES ('older', '1', now())`;
    younger = change(['ahead'], (other) => set(other, 'ahead', 3));
    await younger;
    await set(tx, 'ahead', 4);
  });
  log.startSealing();
  expect(Number(await seqOf(older))).toBeLessThan(Number(await seqOf(await younger)));
  expect(await reconciled()).toMatchObject({ verdict: 'ok', findings: [] });
});

it('is compared up to where the log ends, whatever its head says', async () => {
  await log.stopSealing();
  const { owner } = log.database;
  const { rows } = await owner.query('SELECT size FROM ledger_head');
  await owner.query('UPDATE ledger_head SET size = 9000000000000000');
  expect(await reconciled()).toMatchObject({ verdict: 'ok', size: Number(rows[0].size) });
  await owner.query('UPDATE ledger_head SET size = $1', [rows[0].size]);
  log.startSealing();
});

it('of a database without a log is not judged', async () => {
  const db = await app.connect();
  try {
    await db.query('SET search_path = pg_temp');
    await db.query('CREATE TEMPORARY TABLE ledger_head (origin text, size bigint)');
    expect(await reconcile(db)).toMatchObject({ verdict: 'missing', findings: [] });
  } finally {
    db.release(true);
  }
});

it('that a log set aside explains stays explained', async () => {
  const seq = await seqOf(await put('e', 1));
  await log.stopSealing();
  const owner = await log.database.owner.connect();
  const first = sampleRecord({ name: 'system.ledger_started' });
  await forkLog(owner, 1, { instance: 'x', origin: 'chainward/x/2', vkey: log.vkey }, [first], new Date());
  expect(await reconciled()).toMatchObject({ verdict: 'ok', origin: 'chainward/x/2', size: 1 });
  await unguarded(owner, () => owner.query("UPDATE settings SET value = '7' WHERE key = 'e'"));
  expect((await reconciled()).findings).toMatchObject([{ key: 'e', kind: 'changed', event: seq }]);
  owner.release();
});
