import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '@/lib/db';
import { recordDigest } from '../format/record';
import {
  edit,
  openSignedLog,
  rechain,
  recordOf as record,
  SIGNED,
  SIZE,
  SIZES,
  sql,
  verdictAfter,
} from '../testing/damage';
import { ORIGIN, type TestLog } from '../testing/log';
import type { Damage, Report } from './verdict';
import { verifyLog } from './verify-log';

let log: TestLog;
const atSize = new Map<number, Report>();
beforeAll(async () => {
  log = await openSignedLog(async ({ db, vkey }, size) => {
    atSize.set(size, await verifyLog({ db, vkey }));
  });
});
afterAll(() => log.close());

async function undone(act: (db: Connection) => Promise<void>): Promise<void> {
  const db = await log.database.owner.connect();
  try {
    await db.query('BEGIN');
    await act(db);
  } finally {
    await db.query('ROLLBACK');
    db.release();
  }
}

describe('a clean log', () => {
  it.each(SIZES)('of %i events is intact, and no more is claimed than was seen', (size) => {
    expect(atSize.get(size)).toMatchObject({
      verdict: 'unanchored',
      firstBad: null,
      findings: [],
      size,
      pinned: true,
      origin: ORIGIN,
    });
  });

  it('is unpinned when nobody from outside named its key', async () => {
    const report = await verifyLog({ db: log.db });
    expect(report).toMatchObject({ verdict: 'unpinned', firstBad: null, pinned: false, checkpoints: SIGNED.length });
  });

  it('tells how far it has come', async () => {
    const steps: number[] = [];
    await verifyLog({ db: log.db, onProgress: (done) => steps.push(done) });
    expect(steps).toEqual([SIZE]);
  });

  it('that has not begun is missing, not broken', async () => {
    expect(await verdictAfter(log, sql('DELETE FROM ledger_head'))).toMatchObject({ verdict: 'missing', findings: [] });
  });

  it('in a database that is none of ours is missing too', async () => {
    const dropped = async (db: Connection) => {
      await db.query('DROP TABLE ledger_head');
    };
    expect(await verdictAfter(log, dropped)).toMatchObject({ verdict: 'missing', findings: [] });
  });

  it('may hold signatures of another origin', async () => {
    const report = await verdictAfter(
      log,
      sql("INSERT INTO ledger_checkpoint VALUES ('chainward/older', 5, 'x', 'x', now())"),
    );
    expect(report.verdict).toBe('unanchored');
  });
});

describe('a log whose tables were taken apart', () => {
  it.each([
    ['without one of its columns', 'ALTER TABLE audit_event DROP COLUMN leaf_hash'],
    ['whose head has no key', 'ALTER TABLE ledger_head DROP COLUMN vkey'],
    ['whose rows are of another kind', "ALTER TABLE audit_event ALTER prev TYPE text[] USING '{}'::text[]"],
  ])('%s is broken, not one that cannot be looked at', async (_name, statement) => {
    const report = await verdictAfter(log, (db) => db.query(statement));
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: null, damage: 'guard' } });
  });
});

describe('damage to an event is named with its number', () => {
  const cases: [string, (db: Connection) => Promise<unknown>, number, Damage][] = [
    ['an edited record', (db) => edit(db, 150, record(150, 'never happened')), 150, 'digest'],
    [
      'an edited record and digest',
      (db) => edit(db, 150, record(150, 'x'), recordDigest(record(150, 'x'))),
      150,
      'leaf',
    ],
    [
      'an edited record that is no event',
      (db) => edit(db, 150, Buffer.from('{}'), recordDigest(Buffer.from('{}'))),
      150,
      'leaf',
    ],
    ['an edited record that is no JSON', (db) => edit(db, 150, Buffer.from([0xff])), 150, 'digest'],
    [
      'a record cut short that seems to change the key',
      (db) => edit(db, 150, Buffer.from('{"activity":"key_rotated","module":"audit","x":')),
      150,
      'digest',
    ],
    ['an edited first event', (db) => edit(db, 0, record(0, 'x'), recordDigest(record(0, 'x'))), 0, 'origin'],
    ['an edited last event', (db) => edit(db, 599, record(599, 'x')), 599, 'digest'],
    [
      'a digest cut short',
      sql('UPDATE audit_event SET digest = substring(digest FOR 31) WHERE seq = 150'),
      150,
      'digest',
    ],
    [
      'a leaf hash made longer',
      sql("UPDATE audit_event SET leaf_hash = leaf_hash || '\\x00' WHERE seq = 150"),
      150,
      'leaf',
    ],
    [
      'an event before the first, found by its id alone',
      async (db) => {
        await db.query('CREATE TABLE before_all PARTITION OF audit_event FOR VALUES FROM (MINVALUE) TO (0)');
        await db.query(
          `INSERT INTO audit_event SELECT -1, gen_random_uuid(), record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity,
             class, status, severity, actor_no FROM audit_event WHERE seq = 149`,
        );
      },
      0,
      'chain',
    ],
    ['an edited previous hash', sql('UPDATE audit_event SET prev = digest WHERE seq = 150'), 150, 'chain'],
    ['an edited status', sql('UPDATE audit_event SET status = 2 WHERE seq = 150'), 150, 'column'],
    ['an edited severity', sql('UPDATE audit_event SET severity = 4 WHERE seq = 150'), 150, 'column'],
    ['an edited class', sql('UPDATE audit_event SET class = 0 WHERE seq = 150'), 150, 'column'],
    [
      'an edited recording time',
      sql("UPDATE audit_event SET recorded_at = recorded_at + interval '1 microsecond' WHERE seq = 150"),
      150,
      'column',
    ],
    ['an edited event id', sql('UPDATE audit_event SET event_id = gen_random_uuid() WHERE seq = 150'), 150, 'column'],
    [
      'another actor',
      sql(
        "INSERT INTO dim_actor VALUES (99, 'user', 'x', 'x')",
        'UPDATE audit_event SET actor_no = 99 WHERE seq = 150',
      ),
      150,
      'column',
    ],
    ['an actor that does not exist', sql('UPDATE audit_event SET actor_no = 99 WHERE seq = 150'), 150, 'column'],
    ['a renamed actor', sql("UPDATE dim_actor SET name = 'nobody'"), 0, 'column'],
    ['a renamed activity', sql("UPDATE dim_activity SET name = 'stopped' WHERE name = 'started'"), 1, 'column'],
    [
      'a later sealing time',
      sql("UPDATE audit_event SET sealed_at = sealed_at + interval '1 microsecond' WHERE seq = 150"),
      150,
      'leaf',
    ],
    [
      'an earlier sealing time',
      sql("UPDATE audit_event SET sealed_at = sealed_at - interval '1 day' WHERE seq = 150"),
      150,
      'leaf',
    ],
    [
      'a sealing time before all times',
      sql("UPDATE audit_event SET sealed_at = '-infinity' WHERE seq = 150"),
      150,
      'leaf',
    ],
    [
      'a sealing time after all times',
      sql("UPDATE audit_event SET sealed_at = 'infinity' WHERE seq = 150"),
      150,
      'leaf',
    ],
    ['a sealing time before 1970', sql("UPDATE audit_event SET sealed_at = '1969-01-01' WHERE seq = 150"), 150, 'leaf'],
    ['a deleted event', sql('DELETE FROM audit_event WHERE seq = 150'), 150, 'gap'],
    ['deleted events', sql('DELETE FROM audit_event WHERE seq BETWEEN 150 AND 160'), 150, 'gap'],
    ['a deleted first event', sql('DELETE FROM audit_event WHERE seq = 0'), 0, 'gap'],
    ['a deleted last event', sql('DELETE FROM audit_event WHERE seq = 599'), 599, 'head'],
    [
      'two events exchanged',
      sql(
        'UPDATE audit_event SET seq = seq + 10000 WHERE seq IN (150, 151)',
        'UPDATE audit_event SET seq = 151 WHERE seq = 10150',
        'UPDATE audit_event SET seq = 150 WHERE seq = 10151',
      ),
      150,
      'chain',
    ],
    [
      'an event put in between, the rest moved up',
      sql(
        'UPDATE audit_event SET seq = seq + 10000 WHERE seq >= 150',
        'UPDATE audit_event SET seq = seq - 9999 WHERE seq >= 10000',
        `INSERT INTO audit_event SELECT 150, gen_random_uuid(), record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity,
           class, status, severity, actor_no FROM audit_event WHERE seq = 149`,
        'UPDATE ledger_head SET size = 601',
      ),
      150,
      'chain',
    ],
  ];

  it.each(cases)('%s', async (_name, damage, seq, kind) => {
    const report = await verdictAfter(log, damage);
    expect([report.verdict, report.firstBad?.seq, report.firstBad?.damage]).toEqual(['broken', seq, kind]);
  });

  it('a sealing time that falls is named as such too', async () => {
    const report = await verdictAfter(
      log,
      sql("UPDATE audit_event SET sealed_at = sealed_at - interval '1 day' WHERE seq = 150"),
    );
    expect(report.findings).toContainEqual({ seq: 150, damage: 'time', detail: expect.any(String) });
  });

  it('an edit whose every link was made again shows in the next signature', async () => {
    const report = await verdictAfter(log, async (db) => {
      await edit(db, 150, record(150, 'x'));
      await rechain(db, 150);
    });
    expect(report.firstBad).toMatchObject({ seq: 150, damage: 'column' });
    const careful = await verdictAfter(log, async (db) => {
      await edit(db, 150, record(150, 'x'));
      await db.query("UPDATE audit_event SET event_id = '01900000-0000-7000-8000-000000000150' WHERE seq = 150");
      await rechain(db, 150);
    });
    expect(careful).toMatchObject({ verdict: 'broken', firstBad: { seq: 150, damage: 'tree' } });
    expect(careful.findings.find(({ damage }) => damage === 'checkpoint')).toMatchObject({ seq: 299 });
    expect(careful.findings.map(({ damage }) => damage)).not.toContain('chain');
  });

  it.each([
    ['audit_event', 0, 'gap'],
    ['ledger_tile', null, 'tree'],
    ['ledger_checkpoint', null, 'checkpoint'],
    ['dim_actor', null, 'column'],
  ] as const)('a dropped table is told: %s', async (table, seq, damage) => {
    await undone(async (db) => {
      await db.query(`ALTER TABLE ${table} RENAME TO elsewhere`);
      expect(await verifyLog({ db, vkey: log.vkey })).toMatchObject({ verdict: 'broken', firstBad: { seq, damage } });
    });
  });

  it('a log that was set aside while it was read is not judged', async () => {
    await undone(async (db) => {
      const onState = async () => {
        await db.query("UPDATE ledger_head SET origin = 'chainward/new'");
      };
      await expect(verifyLog({ db, vkey: log.vkey, onState })).rejects.toThrow('begin again');
    });
  });

  it('reports at most a hundred of many, and stays broken', async () => {
    const report = await verdictAfter(log, sql('UPDATE audit_event SET status = 2'));
    expect(report.findings).toHaveLength(100);
    expect(report.verdict).toBe('broken');
  });
});
