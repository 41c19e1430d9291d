import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, migrate, readMigrations } from './migrate';
import { createTestDatabase, type TestDatabase, testPool } from './testing/database';

const made: TestDatabase[] = [];
let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  made.push(database);
});
afterAll(async () => {
  for (const each of made) await each.drop();
});

const NAMES = readMigrations().map(({ name }) => name);
const run = (migrations?: Migration[]) =>
  migrate({
    ownerUrl: database.url('owner'),
    appUrl: database.url('app'),
    keeperUrl: database.url('keeper'),
    ...(migrations && { migrations }),
  });

/** Everything there is: relations with their owner and file, functions, rows of the bookkeeping. */
async function everything(): Promise<unknown> {
  const relations = await database.owner.query(
    "SELECT relnamespace::regnamespace::text, relname, relkind, relfilenode, relacl::text FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_' ORDER BY 1, 2",
  );
  const functions = await database.owner.query(
    "SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
  );
  const known = await database.owner.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known");
  const applied = known.rows[0]?.known
    ? await database.owner.query('SELECT * FROM _prisma_migrations ORDER BY 1')
    : null;
  return [relations.rows, functions.rows, applied?.rows];
}

async function refusal(migrations?: Migration[]): Promise<string> {
  const before = await everything();
  const error = await run(migrations).then(
    () => new Error('nothing was refused'),
    (reason: Error) => reason,
  );
  expect(await everything()).toEqual(before);
  return error.message;
}

describe('migrate', () => {
  it('brings an empty database to this version, and then has nothing to do', async () => {
    expect(await run()).toEqual(NAMES);
    const before = await everything();
    expect(await run()).toEqual([]);
    expect(await everything()).toEqual(before);
    const { rows } = await database.owner.query('SELECT * FROM settings');
    expect(rows).toEqual([]);
  });

  it('keeps the books of Prisma, so that `prisma migrate status` agrees', async () => {
    await run();
    const columns = await database.owner.query(
      `SELECT column_name, data_type, character_maximum_length AS length, is_nullable FROM information_schema.columns
       WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    expect(columns.rows.map((row) => [row.column_name, row.data_type, row.length, row.is_nullable])).toEqual([
      ['id', 'character varying', 36, 'NO'],
      ['checksum', 'character varying', 64, 'NO'],
      ['finished_at', 'timestamp with time zone', null, 'YES'],
      ['migration_name', 'character varying', 255, 'NO'],
      ['logs', 'text', null, 'YES'],
      ['rolled_back_at', 'timestamp with time zone', null, 'YES'],
      ['started_at', 'timestamp with time zone', null, 'NO'],
      ['applied_steps_count', 'integer', null, 'NO'],
    ]);
    const { rows } = await database.owner.query('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    expect(rows).toMatchObject(
      readMigrations().map(({ name, checksum }) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum,
        migration_name: name,
        finished_at: expect.any(Date),
        rolled_back_at: null,
        logs: null,
        applied_steps_count: 1,
      })),
    );
  });

  it('may be started by two at once: one applies, the other finds it done', async () => {
    const both = await Promise.all([run(), run()]);
    expect(both.flat()).toEqual(NAMES);
    expect(both.map((names) => names.length).sort()).toEqual([0, NAMES.length]);
  });

  it('applies what is new on top, whole or not at all', async () => {
    await run();
    const next = (sql: string): Migration => ({ name: '20991231000000_next', sql, checksum: 'x' });
    const broken = [...readMigrations(), next('CREATE TABLE extra (a integer); SELECT 1/0')];
    expect(await refusal(broken)).toMatch(/division by zero/);
    expect(await run([...readMigrations(), next('CREATE TABLE extra (a integer)')])).toEqual(['20991231000000_next']);
    expect((await database.owner.query('SELECT * FROM extra')).rows).toEqual([]);
  });
});

describe('what an extension brought', () => {
  const superuser = () => testPool(database.url('owner').replace(/\/\/[^@]+@/, '//postgres@'));

  it('is no stranger', async () => {
    await superuser().query('CREATE EXTENSION pg_buffercache SCHEMA public');
    const { rows } = await database.owner.query("SELECT relname FROM pg_class WHERE relname = 'pg_buffercache'");
    expect(rows).toHaveLength(1);
    expect(await run()).toEqual(NAMES);
  });

  it('does not hide one', async () => {
    await superuser().query('CREATE EXTENSION pg_buffercache SCHEMA public');
    await database.owner.query('CREATE VIEW customers AS SELECT 1 AS id');
    expect(await refusal()).toMatch(/not Chainward's \(customers\)/);
  });
});

describe('migrate leaves alone', () => {
  it('a database with the tables of a stranger', async () => {
    await database.owner.query('CREATE TABLE customers (id integer)');
    expect(await refusal()).toMatch(/tables that are not Chainward's \(customers\).*Nothing was touched/);
  });

  it('a database that Prisma keeps for another application', async () => {
    await run();
    await database.owner.query("UPDATE _prisma_migrations SET migration_name = '20200101000000_init'");
    expect(await refusal()).toMatch(/belongs to another application/);
  });

  it('a database of a newer version', async () => {
    await run();
    await database.owner.query(
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', 'x', now(), '20991231000000_later')",
    );
    expect(await refusal()).toMatch(/newer Chainward \(20991231000000_later\)/);
  });

  it('a database that a migration left half done', async () => {
    await run();
    await database.owner.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [
      NAMES.at(-1),
    ]);
    expect(await refusal()).toMatch(/began and never ended/);
  });

  it('a database whose migration was another file', async () => {
    await run();
    const edited = readMigrations().map((each) => ({ ...each, checksum: `${each.checksum.slice(1)}0` }));
    expect(await refusal(edited)).toMatch(/is not the one that was applied/);
  });
});
