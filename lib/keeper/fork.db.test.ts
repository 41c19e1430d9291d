import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool } from '@/lib/db';
import { createTestDatabase } from '@/lib/db/testing/database';
import { schemaDiff } from '@/lib/db/testing/schema-diff';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { forkLedger } from './fork';
import { readHead, vkeyOf } from './identity';
import { KeyStore } from './key-store';
import { RestingInstallation } from './testing/resting-installation';

let installation: RestingInstallation;
const close = () => installation.close();
const openRestored = async () => {
  installation = await RestingInstallation.openRestored();
};

describe('a log that is as its keeper left it', () => {
  beforeAll(async () => {
    installation = await RestingInstallation.open();
  });
  afterAll(close);

  it('is not forked, and neither is none', async () => {
    await expect(forkLedger(installation.forkOptions())).rejects.toThrow(/holds no keys of a keeper/);
    expect(existsSync(path.join(installation.folder, 'keeper'))).toBe(false);
    await installation.startAndSign();
    await expect(forkLedger(installation.forkOptions())).rejects.toThrow(
      /goes on by itself: there is no reason for a fork/,
    );
    expect(await installation.schemasAside()).toEqual([]);
  });

  it('is not forked while a keeper is at work', async () => {
    await installation.connected('keeper', async (_pool, db) => {
      await db.query('SELECT pg_advisory_lock(7163001)');
      await expect(forkLedger(installation.forkOptions())).rejects.toThrow(
        /A keeper is at work on this database\. Stop Chainward first/,
      );
    });
  });

  it('is not forked with the keys of another', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'cw-other-'));
    KeyStore.open(path.join(other, 'keeper'));
    await expect(forkLedger(installation.forkOptions({ dataFolder: other }))).rejects.toThrow(
      /The database holds the ledger of .*, this folder the keys of/,
    );
    rmSync(other, { recursive: true });
  });
});

describe('the log of a restored backup', () => {
  beforeAll(openRestored);
  afterAll(close);

  it('stands still, and says what can be done', async () => {
    const { halted } = await installation.startAndSign();
    expect(halted).toMatch(
      /^The log holds 1 events, and 2 were signed: .* an older backup was restored\. Nothing is sealed/,
    );
    expect(halted).toContain('`chainward ledger fork`');
  });

  it('is left alone by somebody who was asked and said no', async () => {
    const before = readFileSync(path.join(installation.folder, 'keeper', 'keys.json'), 'utf8');
    const plans: unknown[] = [];
    const confirm = async (plan: unknown) => plans.push(plan) > 1;
    expect(await forkLedger(installation.forkOptions({ confirm }))).toBeNull();
    expect(plans).toMatchObject([{ from: { size: 1, signedSize: 2 }, origin: expect.stringMatching(/\/1$/) }]);
    expect(readFileSync(path.join(installation.folder, 'keeper', 'keys.json'), 'utf8')).toBe(before);
    expect(await installation.schemasAside()).toEqual([]);
  });

  it('is set aside whole, and another begins that names it', async () => {
    const oldNote = installation.lastNoteIn('signer.json');
    const oldHead = await readHead(installation.database.owner);
    const forked = await forkLedger(installation.forkOptions({ by: 'lena' }));
    if (!forked || !oldHead) throw new Error('nothing was forked');
    const { instance } = oldHead;
    expect(forked).toMatchObject({
      origin: `chainward/${instance}/1`,
      oldOrigin: oldHead.origin,
      oldVkey: oldHead.vkey,
    });
    const [started, event, ...more] = await installation.records();
    expect(more).toEqual([]);
    expect(started).toMatchObject({
      activity: 'ledger_started',
      details: {
        instance,
        origin: forked.origin,
        vkey: forked.vkey,
        format: 1,
        demo: false,
        forkedFrom: {
          origin: oldHead.origin,
          vkey: oldHead.vkey,
          size: 1,
          hash: oldHead.hash.toString('hex'),
          signed: oldNote,
          anchored: null,
          reason: 'restored from the backup of Monday',
        },
      },
    });
    expect(event).toMatchObject({
      module: 'audit',
      activity: 'forked',
      severity: 'critical',
      claims: { actor: 'lena' },
      details: { from: oldHead.origin, to: forked.origin, restoredSize: 1, signedSize: 2 },
    });
    expect(installation.signerFiles()).toEqual(['signer-1.json', 'signer.json']);
    expect(installation.lastNoteIn('signer.json')).toBe(oldNote);

    const work = await installation.startAndSign();
    expect(work.halted).toBeNull();
    expect([work.identity.origin, vkeyOf(forked.origin, work.store.ledgerKey())]).toEqual([forked.origin, forked.vkey]);
    expect(parseCheckpoint(installation.lastNoteIn('signer-1.json'))).toMatchObject({
      origin: forked.origin,
      size: 2n,
    });
  });

  it('stays readable and verifiable, and nobody changes it any more', async () => {
    const old = (await installation.records('ledger_log_0'))[0];
    expect(await installation.verdict(old.details.vkey, 'ledger_log_0')).toBe('unanchored');
    expect(await installation.verdict((await readHead(installation.database.owner))?.vkey)).toBe('unanchored');
    for (const role of ['app', 'keeper'] as const) {
      const pool = createPool(installation.database.url(role), 'test', 1);
      expect((await pool.query('SELECT count(*) FROM ledger_log_0.audit_event')).rows).toEqual([{ count: '1' }]);
      await expect(
        pool.query('INSERT INTO ledger_log_0.ledger_checkpoint SELECT * FROM ledger_log_0.ledger_checkpoint'),
      ).rejects.toThrow(/permission denied/);
      await pool.end();
    }
    for (const table of ['audit_event', 'audit_event_0', 'ledger_head', 'ledger_tile', 'ledger_checkpoint']) {
      await expect(installation.database.owner.query(`TRUNCATE ledger_log_0.${table}`)).rejects.toThrow(
        /it is append-only/,
      );
    }
    await expect(installation.database.owner.query('UPDATE ledger_log_0.ledger_head SET size = 5')).rejects.toThrow(
      /append-only/,
    );
  });

  it('leaves a database like a new one, so that later versions migrate it', async () => {
    expect(await schemaDiff(installation.database.url('owner'))).toBe('');
    const fresh = await createTestDatabase();
    expect(await logShape(installation.database.owner)).toEqual(await logShape(fresh.owner));
    await fresh.drop();
  });

  it('does not make its events missing', async () => {
    const [{ id }] = await installation.records('ledger_log_0');
    const unknown = '01980000-0000-7000-8000-000000000000';
    const { rows } = await installation.database.owner.query('SELECT chainward_missing($1::uuid[]) AS id', [
      [id, unknown],
    ]);
    expect(rows).toEqual([{ id: unknown }]);
  });
});

/** Columns, indexes, constraints, triggers, rights and options of the tables that belong to a log, partitions included. */
async function logShape(owner: Pool): Promise<unknown> {
  const { rows } = await owner.query(`
    SELECT c.oid::regclass::text AS name, c.relkind, c.reloptions, c.relispartition,
      (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) a) AS acl, pg_get_partkeydef(c.oid) AS partition_key,
      (SELECT json_agg(json_build_array(attname, atttypid::regtype, attnotnull, attstorage, attcompression) ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS columns,
      (SELECT json_agg(pg_get_indexdef(indexrelid) ORDER BY 1) FROM (SELECT indexrelid FROM pg_index WHERE indrelid = c.oid AND indisvalid ORDER BY pg_get_indexdef(indexrelid)) i) AS indexes,
      (SELECT json_agg(json_build_array(conname, pg_get_constraintdef(oid)) ORDER BY conname) FROM pg_constraint WHERE conrelid = c.oid) AS constraints,
      (SELECT json_agg(json_build_array(tgname, tgenabled, pg_get_triggerdef(oid)) ORDER BY tgname) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers
    FROM pg_class c WHERE c.oid = ANY (
      SELECT to_regclass('public.' || t) FROM unnest(chainward_log_tables()) t
      UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = 'public.audit_event'::regclass)
    ORDER BY 1`);
  expect(rows.length).toBeGreaterThan(5);
  return rows;
}

describe('other ways to lose a log', () => {
  afterEach(close);

  it.each<[string, () => Promise<void> | void, RegExp]>([
    ['the database is new and empty', () => installation.replaceDatabase(), /holds no ledger/],
    [
      'the signer’s memory is lost',
      () => rmSync(path.join(installation.folder, 'keeper', 'signer.json')),
      /signer\.json is missing or damaged/,
    ],
    [
      'the end was moved',
      async () => {
        await installation.database.owner.query("UPDATE ledger_head SET hash = decode(repeat('00', 32), 'hex')");
      },
      /moved by somebody else/,
    ],
  ])('when %s, a fork goes on all the same', async (_name, lose, trouble) => {
    installation = await RestingInstallation.open();
    await installation.startAndSign();
    await lose();
    let told = '';
    const confirm = async (plan: { trouble: string }) => {
      told = plan.trouble;
      return true;
    };
    expect((await forkLedger(installation.forkOptions({ confirm })))?.origin).toMatch(/\/1$/);
    expect(told).toMatch(trouble);
    expect((await installation.startAndSign()).halted).toBeNull();
  });

  it('a database from before a fork is forked again, under a number never used', async () => {
    await openRestored();
    await forkLedger(installation.forkOptions());
    await installation.startAndSign();
    // The database is gone and an older one is there, of the first log.
    await installation.database.owner.query('DROP SCHEMA ledger_log_0 CASCADE');
    await installation.database.owner.query('UPDATE ledger_head SET origin = substring(origin FOR 22)');
    const { halted } = await installation.startAndSign();
    expect(halted).toMatch(
      /The database holds the log chainward\/[0-9a-f]{12}, the keeper goes on with .*\/1: an older backup/,
    );
    expect((await forkLedger(installation.forkOptions()))?.origin).toMatch(/\/2$/);
    expect((await installation.startAndSign()).halted).toBeNull();
    expect(installation.signerFiles()).toHaveLength(3);
  });

  it.each(['substring(origin FOR 22)', "'nonsense'"])(
    'a head that names another log (%s) stops no fork',
    async (origin) => {
      await openRestored();
      await forkLedger(installation.forkOptions());
      await installation.startAndSign();
      await installation.database.owner.query(`UPDATE ledger_head SET origin = ${origin}`);
      expect((await installation.startAndSign()).halted).toMatch(/The database holds the log/);
      expect((await forkLedger(installation.forkOptions()))?.origin).toMatch(/\/3$/);
      expect((await installation.startAndSign()).halted).toBeNull();
      const { rows } = await installation.database.owner.query(
        'SELECT a.size > 0 AS first, b.size > 0 AS second FROM ledger_log_0.ledger_head a, ledger_log_2.ledger_head b',
      );
      expect(rows).toEqual([{ first: true, second: true }]);
    },
  );
});
