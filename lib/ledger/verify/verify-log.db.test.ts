import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '@/lib/core/canonical-json';
import type { Connection } from '@/lib/db';
import { encodeCheckpoint } from '../format/checkpoint';
import { encodeEntry, leafHash } from '../format/entry';
import { encodeVerifierKey, rawPublicKey, signNote } from '../format/note';
import { recordDigest } from '../format/record';
import { inboxRow, ORIGIN, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import type { Damage, Report } from './verdict';
import { verifyLog } from './verify-log';

const SIZE = 600;
const SIGNED = [1, 130, 300, 600];
const CLEAN = [1, 2, 100, 130, 200, 255, 256, 257, 300, 512, 600];

let log: TestLog;
const atSize = new Map<number, Report>();

beforeAll(async () => {
  log = await openTestLog();
  let size = 1;
  for (const next of CLEAN) {
    await log.put(
      Array.from({ length: next - size }, (_, i) => inboxRow(sampleRecord({ summary: `number ${size + i}` }))),
    );
    // A second for each event, so that an order of times can be broken.
    await log.seal(new Date(Date.UTC(2026, 10, 20, 9, 0, next)));
    size = next;
    if (SIGNED.includes(size)) await log.sign();
    atSize.set(size, await verifyLog({ db: log.db, vkey: log.vkey }));
  }
});
afterAll(() => log.close());

const TABLES = [
  'audit_event',
  'ledger_parts.audit_event_0',
  'ledger_checkpoint',
  'dim_actor',
  'dim_module',
  'dim_activity',
];

/** What the verifier says of damage that an owner of the database does with its triggers off; undone afterwards. */
async function verdictAfter(damage: (db: Connection) => Promise<unknown>): Promise<Report> {
  const db = await log.database.owner.connect();
  try {
    await db.query('BEGIN');
    for (const table of TABLES) await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await damage(db);
    return await verifyLog({ db, vkey: log.vkey });
  } finally {
    await db.query('ROLLBACK');
    db.release();
  }
}

const sql =
  (...statements: string[]) =>
  async (db: Connection) => {
    for (const statement of statements) expect((await db.query(statement)).rowCount).toBeGreaterThan(0);
  };

const record = (seq: number, summary: string) =>
  Buffer.from(
    canonicalize({
      ...sampleRecord({ summary }).envelope,
      id: `01900000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    }),
  );

async function edit(db: Connection, seq: number, bytes: Buffer, digest?: Buffer): Promise<void> {
  await db.query('UPDATE audit_event SET record = $2, digest = coalesce($3, digest) WHERE seq = $1', [
    seq,
    bytes,
    digest,
  ]);
}

/** An edit that leaves no trace in the rows: every link behind it is made again, and the head moved. */
async function rechain(db: Connection, from: number): Promise<void> {
  const { rows } = await db.query(
    'SELECT seq, record, leaf_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM audit_event WHERE seq >= $1 ORDER BY seq',
    [from - 1],
  );
  let prev: Buffer = rows[0].leaf_hash;
  for (const row of rows.slice(1)) {
    const digest = recordDigest(row.record);
    const leaf = leafHash(encodeEntry(BigInt(row.seq), BigInt(row.micros), prev, digest));
    await db.query('UPDATE audit_event SET digest = $2, prev = $3, leaf_hash = $4 WHERE seq = $1', [
      row.seq,
      digest,
      prev,
      leaf,
    ]);
    prev = leaf;
  }
  await db.query('UPDATE ledger_head SET hash = $1', [prev]);
}

async function forgeCheckpoint(
  db: Connection,
  size: number,
  root: Buffer,
  key = generateKeyPairSync('ed25519').privateKey,
): Promise<void> {
  const note = signNote(encodeCheckpoint({ origin: ORIGIN, size: BigInt(size), root }), ORIGIN, key);
  await db.query('INSERT INTO ledger_checkpoint VALUES ($1, $2, $3, $4, now())', [ORIGIN, size, root, note]);
}

describe('a clean log', () => {
  it.each(CLEAN)('of %i events is intact, and no more is claimed than was seen', (size) => {
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
    expect(await verdictAfter(sql('DELETE FROM ledger_head'))).toMatchObject({ verdict: 'missing', findings: [] });
  });

  it('may hold signatures of another origin', async () => {
    const report = await verdictAfter(
      sql("INSERT INTO ledger_checkpoint VALUES ('chainward/older', 5, 'x', 'x', now())"),
    );
    expect(report.verdict).toBe('unanchored');
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
    const report = await verdictAfter(damage);
    expect([report.verdict, report.firstBad?.seq, report.firstBad?.damage]).toEqual(['broken', seq, kind]);
  });

  it('a sealing time that falls is named as such too', async () => {
    const report = await verdictAfter(
      sql("UPDATE audit_event SET sealed_at = sealed_at - interval '1 day' WHERE seq = 150"),
    );
    expect(report.findings).toContainEqual({ seq: 150, damage: 'time', detail: expect.any(String) });
  });

  it('an edit whose every link was made again shows in the next signature', async () => {
    const report = await verdictAfter(async (db) => {
      await edit(db, 150, record(150, 'x'));
      await rechain(db, 150);
    });
    expect(report.firstBad).toMatchObject({ seq: 150, damage: 'column' });
    const careful = await verdictAfter(async (db) => {
      await edit(db, 150, record(150, 'x'));
      await db.query("UPDATE audit_event SET event_id = '01900000-0000-7000-8000-000000000150' WHERE seq = 150");
      await rechain(db, 150);
    });
    expect(careful).toMatchObject({ verdict: 'broken', firstBad: { seq: 150, damage: 'tree' } });
    expect(careful.findings.find(({ damage }) => damage === 'checkpoint')).toMatchObject({ seq: 299 });
    expect(careful.findings.map(({ damage }) => damage)).not.toContain('chain');
  });

  it('reports at most a hundred of many, and stays broken', async () => {
    const report = await verdictAfter(sql('UPDATE audit_event SET status = 2'));
    expect(report.findings).toHaveLength(100);
    expect(report.verdict).toBe('broken');
  });
});

describe('damage to the log’s end', () => {
  it('a tail cut off, with the head reset, is known by the signature beyond', async () => {
    const report = await verdictAfter(
      sql(
        'DELETE FROM audit_event WHERE seq >= 550',
        'UPDATE ledger_head SET size = 550, hash = (SELECT leaf_hash FROM audit_event WHERE seq = 549)',
      ),
    );
    expect(report).toMatchObject({ verdict: 'broken', size: 550, firstBad: { seq: 550, damage: 'checkpoint' } });
  });

  it('a tail cut off together with its signatures is what only an anchor can show', async () => {
    const report = await verdictAfter(
      sql(
        'DELETE FROM audit_event WHERE seq >= 550',
        'DELETE FROM ledger_checkpoint WHERE size > 550',
        'UPDATE ledger_head SET size = 550, hash = (SELECT leaf_hash FROM audit_event WHERE seq = 549)',
      ),
    );
    expect(report).toMatchObject({ verdict: 'unanchored', size: 550 });
  });

  it.each([
    ['a head that says less', 'UPDATE ledger_head SET size = 500', 500],
    ['a head that says more', 'UPDATE ledger_head SET size = 601', 600],
    ['a head with another hash', "UPDATE ledger_head SET hash = '\\x00'", 600],
    [
      'an event behind the end',
      `INSERT INTO audit_event SELECT 700, gen_random_uuid(), record, digest, prev, leaf_hash, recorded_at, sealed_at,
        module, activity, class, status, severity, actor_no FROM audit_event WHERE seq = 5`,
      700,
    ],
  ])('%s', async (_name, statement, seq) => {
    const report = await verdictAfter(sql(statement));
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual({ seq, damage: 'head', detail: expect.any(String) });
  });
});

describe('damage to signatures', () => {
  it('a checkpoint that was never signed by the log’s key', async () => {
    const root = Buffer.alloc(32, 1);
    const report = await verdictAfter((db) => forgeCheckpoint(db, 400, root));
    expect(report.findings.map(({ seq, damage }) => [seq, damage])).toEqual([
      [399, 'checkpoint'],
      [399, 'signature'],
    ]);
  });

  it('a second root of one size, rightly signed', async () => {
    const report = await verdictAfter((db) => forgeCheckpoint(db, 400, Buffer.alloc(32, 1), log.key));
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 399, damage: 'checkpoint' } });
  });

  it('a checkpoint beyond the end that nobody signed', async () => {
    const report = await verdictAfter((db) => forgeCheckpoint(db, 1_000, Buffer.alloc(32, 1)));
    expect(report.findings.map(({ seq, damage }) => [seq, damage])).toEqual([
      [600, 'checkpoint'],
      [600, 'signature'],
    ]);
  });

  it.each([
    ['an edited root', "UPDATE ledger_checkpoint SET root = '\\x00' WHERE size = 300", 'checkpoint'],
    ['a note that is none', "UPDATE ledger_checkpoint SET note = 'x' WHERE size = 300", 'checkpoint'],
    [
      'the note of another size',
      'UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 130) WHERE size = 300',
      'checkpoint',
    ],
    [
      'a stripped signature',
      "UPDATE ledger_checkpoint SET note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' WHERE size = 300",
      'checkpoint',
    ],
  ] as const)('%s', async (_name, statement, damage) => {
    const report = await verdictAfter(sql(statement));
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 299, damage } });
  });

  it('another key in the head, with all signed again by it, is seen by who knows the true one', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const vkey = encodeVerifierKey(ORIGIN, rawPublicKey(privateKey));
    const report = await verdictAfter(async (db) => {
      await db.query('UPDATE ledger_head SET vkey = $1', [vkey]);
      const { rows } = await db.query('SELECT size, root FROM ledger_checkpoint');
      await db.query('DELETE FROM ledger_checkpoint');
      for (const row of rows) await forgeCheckpoint(db, Number(row.size), row.root, privateKey);
    });
    expect(report.findings).toContainEqual({ seq: 0, damage: 'origin', detail: expect.any(String) });
    expect(report.findings.filter(({ damage }) => damage === 'signature')).toHaveLength(SIGNED.length);
  });

  it('a key that is not this log’s is not taken for it', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const other = encodeVerifierKey('chainward/other', rawPublicKey(privateKey));
    for (const vkey of [other, 'nonsense']) {
      expect(await verifyLog({ db: log.db, vkey })).toMatchObject({
        verdict: 'broken',
        firstBad: { damage: 'signature' },
      });
    }
  });
});

describe('damage to the stored tree', () => {
  it.each([
    [
      'an edited row of leaves',
      "UPDATE ledger_tile SET data = overlay(data PLACING '\\x00000000'::bytea FROM 1) WHERE level = 0 AND index = 1",
      256,
    ],
    [
      'a row of leaves cut short',
      'UPDATE ledger_tile SET data = substring(data FOR 100) WHERE level = 0 AND index = 0',
      3,
    ],
    ['a row of leaves gone', 'DELETE FROM ledger_tile WHERE level = 0 AND index = 1', 256],
    [
      'an edited row above',
      "UPDATE ledger_tile SET data = overlay(data PLACING '\\x00000000'::bytea FROM 40) WHERE level = 1",
      256,
    ],
    ['a row above gone', 'DELETE FROM ledger_tile WHERE level = 1', 0],
  ])('%s', async (_name, statement, seq) => {
    const report = await verdictAfter(sql(statement));
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((finding) => [finding.seq, finding.damage])).toEqual([[seq, 'tree']]);
  });
});
