import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeVerifierKey, rawPublicKey } from '../format/note';
import { forgeCheckpoint, openSignedLog, SIGNED, sql, verdictAfter } from '../testing/damage';
import { ORIGIN, type TestLog } from '../testing/log';
import { verifyLog } from './verify-log';

let log: TestLog;
beforeAll(async () => {
  log = await openSignedLog();
});
afterAll(() => log.close());

describe('damage to the log’s end', () => {
  it('a tail cut off, with the head reset, is known by the signature beyond', async () => {
    const report = await verdictAfter(
      log,
      sql(
        'DELETE FROM audit_event WHERE seq >= 550',
        'UPDATE ledger_head SET size = 550, hash = (SELECT leaf_hash FROM audit_event WHERE seq = 549)',
      ),
    );
    expect(report).toMatchObject({ verdict: 'broken', size: 550, firstBad: { seq: 550, damage: 'checkpoint' } });
  });

  it('a tail cut off together with its signatures is what only an anchor can show', async () => {
    const report = await verdictAfter(
      log,
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
    ['a head that says more than anybody could read', 'UPDATE ledger_head SET size = 9000000000000000', 600],
    ['a head with another hash', "UPDATE ledger_head SET hash = '\\x00'", 600],
    [
      'an event behind the end',
      `INSERT INTO audit_event SELECT 700, gen_random_uuid(), record, digest, prev, leaf_hash, recorded_at, sealed_at,
        module, activity, class, status, severity, actor_no FROM audit_event WHERE seq = 5`,
      700,
    ],
  ])('%s', async (_name, statement, seq) => {
    const report = await verdictAfter(log, sql(statement));
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual({ seq, damage: 'head', detail: expect.any(String) });
  });
});

describe('damage to signatures', () => {
  it('a checkpoint that was never signed by the log’s key', async () => {
    const root = Buffer.alloc(32, 1);
    const report = await verdictAfter(log, (db) => forgeCheckpoint(db, 400, root));
    expect(report.findings.map(({ seq, damage }) => [seq, damage])).toEqual([
      [399, 'checkpoint'],
      [399, 'signature'],
    ]);
  });

  it('a second root of one size, rightly signed', async () => {
    const report = await verdictAfter(log, (db) => forgeCheckpoint(db, 400, Buffer.alloc(32, 1), log.key));
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 399, damage: 'checkpoint' } });
  });

  it('a checkpoint beyond the end that nobody signed', async () => {
    const report = await verdictAfter(log, (db) => forgeCheckpoint(db, 1_000, Buffer.alloc(32, 1)));
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
      'signature',
    ],
  ] as const)('%s', async (_name, statement, damage) => {
    const report = await verdictAfter(log, sql(statement));
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 299, damage } });
  });

  it.each(['root', 'note'])('a checkpoint without any %s at all', async (column) => {
    const report = await verdictAfter(log, async (db) => {
      await db.query(`ALTER TABLE ledger_checkpoint ALTER ${column} DROP NOT NULL`);
      await sql(`UPDATE ledger_checkpoint SET ${column} = NULL WHERE size = 300`)(db);
    });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 299, damage: 'checkpoint' } });
  });

  it('another key in the head, with all signed again by it, is seen by who knows the true one', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const vkey = encodeVerifierKey(ORIGIN, rawPublicKey(privateKey));
    const report = await verdictAfter(log, async (db) => {
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
    const report = await verdictAfter(log, sql(statement));
    expect(report.verdict).toBe('broken');
    expect(report.findings.map((finding) => [finding.seq, finding.damage])).toEqual([[seq, 'tree']]);
  });
});
