import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMigrations } from '@/lib/db/operate';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { expectedGuards } from './expected-guards';
import { Findings } from './findings';
import { checkGuards } from './guards';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What is found after the owner's statements, which are undone. */
async function foundAfter(...statements: string[]): Promise<string[]> {
  const db = await database.owner.connect();
  try {
    await db.query('BEGIN');
    for (const statement of statements) await db.query(statement);
    const findings = new Findings();
    await checkGuards(db, findings);
    return findings.list.map(({ seq, damage, detail }) => `${seq} ${damage} ${detail.split(': ')[1]}`);
  } finally {
    await db.query('ROLLBACK');
    db.release();
  }
}

describe('the guards of a migrated database', () => {
  it('are all as they were put up, in every partition', async () => {
    expect(await foundAfter()).toEqual([]);
    expect(await foundAfter('SELECT chainward_ensure_partitions(50000000)')).toEqual([]);
  });

  it('are all that the database has: none is put up that is not looked for', async () => {
    const { rows } = await database.owner.query<{ name: string }>(
      `SELECT DISTINCT c.relname || ' ' || t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE t.tgname LIKE 'chainward%' AND c.relnamespace = 'public'::regnamespace`,
    );
    const expected = new Set(expectedGuards().triggers.map(({ table, name }) => `${table} ${name}`));
    expect([...expected].sort()).toEqual(rows.map(({ name }) => name).sort());
    expect(expected.size).toBeGreaterThan(15);
  });

  it('can be looked at by everybody who verifies', async () => {
    const pool = await import('@/lib/db').then(({ createPool }) => createPool(database.url('auditor'), 'test', 1));
    const db = await pool.connect();
    const findings = new Findings();
    await checkGuards(db, findings);
    db.release();
    await pool.end();
    expect(findings.list).toEqual([]);
  });

  it.each([
    [
      'a trigger disabled',
      ['ALTER TABLE users DISABLE TRIGGER chainward_event'],
      ['chainward_event on users is disabled'],
    ],
    [
      'all disabled',
      ['ALTER TABLE dim_actor DISABLE TRIGGER ALL'],
      ['chainward_no_change on dim_actor is disabled', 'chainward_no_truncate on dim_actor is disabled'],
    ],
    [
      'a trigger that rests in replica mode',
      ['ALTER TABLE ledger_checkpoint ENABLE TRIGGER chainward_no_change'],
      ['chainward_no_change on ledger_checkpoint does not always fire'],
    ],
    [
      'a trigger dropped',
      ['DROP TRIGGER chainward_no_truncate ON settings'],
      ['chainward_no_truncate on settings is missing'],
    ],
    [
      'one of a partition',
      ['ALTER TABLE ledger_parts.audit_event_0 DISABLE TRIGGER chainward_no_change'],
      ['chainward_no_change on ledger_parts.audit_event_0 is disabled'],
    ],
    [
      'one that never fires',
      [
        'DROP TRIGGER chainward_no_change ON audit_inbox',
        'CREATE TRIGGER chainward_no_change BEFORE UPDATE ON audit_inbox FOR EACH ROW WHEN (false) EXECUTE FUNCTION chainward_refuse()',
        'ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_no_change',
      ],
      ['chainward_no_change on audit_inbox is not the one that was put up'],
    ],
    [
      'one for a single column',
      [
        'DROP TRIGGER chainward_no_change ON audit_inbox',
        'CREATE TRIGGER chainward_no_change BEFORE UPDATE OF writer ON audit_inbox FOR EACH ROW EXECUTE FUNCTION chainward_refuse()',
        'ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_no_change',
      ],
      ['chainward_no_change on audit_inbox is not the one that was put up'],
    ],
    [
      'one that observes more columns',
      [
        'DROP TRIGGER chainward_event ON users',
        "CREATE CONSTRAINT TRIGGER chainward_event AFTER INSERT OR UPDATE OR DELETE ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chainward_require_event('id', '{roles}')",
        'ALTER TABLE users ENABLE ALWAYS TRIGGER chainward_event',
      ],
      ['chainward_event on users is not the one that was put up'],
    ],
    [
      'one with another function',
      [
        'CREATE SCHEMA mine',
        'CREATE FUNCTION mine.chainward_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
        'DROP TRIGGER chainward_no_truncate ON settings',
        'CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON settings EXECUTE FUNCTION mine.chainward_refuse()',
        'ALTER TABLE settings ENABLE ALWAYS TRIGGER chainward_no_truncate',
      ],
      ['chainward_no_truncate on settings is not the one that was put up'],
    ],
    [
      'a function that refuses nothing',
      ['CREATE OR REPLACE FUNCTION chainward_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$'],
      ['the function chainward_refuse is not the one that was put up'],
    ],
    [
      'a rule that swallows what is written',
      ['CREATE RULE quiet AS ON INSERT TO audit_inbox DO INSTEAD NOTHING'],
      ['the rule quiet on audit_inbox was put up by somebody else'],
    ],
  ] as const)('tell of %s', async (_name, statements, found) => {
    expect((await foundAfter(...statements)).sort()).toEqual(found.map((one) => `null guard ${one}`));
  });
});

it('an older database has what its own migrations put up', () => {
  const [first] = readMigrations();
  const guards = expectedGuards(first ? [first] : []);
  expect(guards.sources.get('chainward_refuse')?.size).toBe(1);
  expect(guards.triggers.map(({ table }) => table)).toContain('audit_inbox');
});
