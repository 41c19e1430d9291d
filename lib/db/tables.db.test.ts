import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOVERNED, TABLES } from './tables';
import { createTestDatabase, type TestDatabase } from './testing/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const rowsOf = async (sql: string, values?: unknown[]) => (await database.owner.query(sql, values)).rows;

describe('every table of a migrated database', () => {
  it('stands under exactly one kind', async () => {
    const rows = await rowsOf(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f') ORDER BY 1",
    );
    const named: string[] = Object.values(TABLES).flat();
    expect(named.sort()).toEqual(rows.map((row) => row.name).sort());
    expect(new Set(named).size).toBe(named.length);
  });

  it('is a table, not a view or in a schema that nobody knows', async () => {
    const views = await rowsOf(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')",
    );
    expect(views).toEqual([]);
    const schemas = await rowsOf(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1",
    );
    expect(schemas.map((row) => row.name)).toEqual(['graphile_worker', 'ledger_parts', 'public']);
  });
});

const TRIGGERS = `SELECT t.tgname AS name, t.tgenabled AS enabled, t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred,
    p.proname AS function, t.tgtype::integer AS type, string_to_array(encode(t.tgargs, 'escape'), '\\000') AS args
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE t.tgrelid = $1::regclass AND NOT t.tgisinternal ORDER BY 1`;

/** Bits of pg_trigger.tgtype. */
const [ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE] = [1, 2, 4, 8, 16, 32];

describe.each(TABLES.governed)('the governed table %s', (table) => {
  it('asks for an event at every commit, and refuses TRUNCATE, always', async () => {
    const triggers = await rowsOf(TRIGGERS, [table]);
    expect(triggers).toMatchObject([
      {
        name: 'chainward_event',
        enabled: 'A',
        deferrable: true,
        deferred: true,
        function: 'chainward_require_event',
        type: ROW | INSERT | UPDATE | DELETE,
      },
      { name: 'chainward_no_truncate', enabled: 'A', function: 'chainward_refuse', type: BEFORE | TRUNCATE },
    ]);
  });

  it('has the key and the observed columns that the code says', async () => {
    const [event] = await rowsOf(TRIGGERS, [table]);
    const { key, observed, type } = GOVERNED[table];
    expect(event.args.slice(0, 2)).toEqual([key, `{${observed.join(',')}}`]);
    const columns = await rowsOf(
      `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, i.indisprimary AS primary
       FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND i.indkey::text = a.attnum::text
       WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped`,
      [table],
    );
    expect(columns.find((column) => column.name === key)).toMatchObject({ type, primary: true });
    expect(columns.map((column) => column.name)).toEqual(expect.arrayContaining([...observed]));
  });

  it('holds only what reads the same as JSON wherever it is read', async () => {
    // Numbers beyond a double's reach lose digits, times finer than a Date's lose them on the way back.
    const columns = await rowsOf(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [table],
    );
    const types = [
      'boolean',
      'bytea',
      'integer',
      'jsonb',
      'smallint',
      'text',
      'text[]',
      'timestamp(3) with time zone',
      'uuid',
      'uuid[]',
    ];
    expect(columns.filter((column) => !types.includes(column.type))).toEqual([]);
  });
});

it.each([...TABLES.observed, ...TABLES.plumbing])('%s is not under governance', async (table) => {
  const triggers = await rowsOf(TRIGGERS, [table]);
  expect(triggers.map((trigger) => trigger.name)).not.toContain('chainward_event');
});
