import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase, testPool } from './testing/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const INSERT_EVENT = `INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac)
  VALUES (gen_random_uuid(), 'x', 'x', $1, 'test', 'x')`;
const INSERT_SETTING = `INSERT INTO settings (key, value, updated_at) VALUES ($1, '{}', now())`;

/** Statements of one transaction, typed as the owner of every table. */
async function asOwner(statements: (readonly [string, unknown[]?])[]): Promise<string> {
  const connection = await database.owner.connect();
  try {
    await connection.query('BEGIN');
    for (const [sql, values] of statements) await connection.query(sql, values);
    await connection.query('COMMIT');
    return 'committed';
  } catch (error) {
    await connection.query('ROLLBACK');
    return String((error as { code?: string }).code);
  } finally {
    connection.release();
  }
}

describe('a governed table', () => {
  it('takes a change whose event names the row, whichever comes first', async () => {
    expect(
      await asOwner([
        [INSERT_SETTING, ['a']],
        [INSERT_EVENT, [['settings:a']]],
      ]),
    ).toBe('committed');
    expect(
      await asOwner([
        [INSERT_EVENT, [['settings:b']]],
        [INSERT_SETTING, ['b']],
      ]),
    ).toBe('committed');
  });

  it.each([
    ['no event', [[INSERT_SETTING, ['c']]]],
    [
      'an event that names another row',
      [
        [INSERT_SETTING, ['c']],
        [INSERT_EVENT, [['settings:d']]],
      ],
    ],
    [
      'an event that names another table',
      [
        [INSERT_SETTING, ['c']],
        [INSERT_EVENT, [['users:c']]],
      ],
    ],
    ['an update without event', [["UPDATE settings SET value = '1' WHERE key = 'a'"]]],
    ['a delete without event', [["DELETE FROM settings WHERE key = 'a'"]]],
    [
      'a renamed key with an event for the new name alone',
      [["UPDATE settings SET key = 'z' WHERE key = 'a'"], [INSERT_EVENT, [['settings:z']]]],
    ],
    [
      'an event rolled back to a savepoint',
      [
        ["UPDATE settings SET value = '1' WHERE key = 'a'"],
        ['SAVEPOINT s'],
        [INSERT_EVENT, [['settings:a']]],
        ['ROLLBACK TO s'],
      ],
    ],
    [
      'an event checked at once and rolled back to a savepoint',
      [
        ["UPDATE settings SET value = '1' WHERE key = 'a'"],
        ['SAVEPOINT s'],
        [INSERT_EVENT, [['settings:a']]],
        ['SET CONSTRAINTS ALL IMMEDIATE'],
        ['ROLLBACK TO s'],
      ],
    ],
    [
      'an event checked at once and taken back',
      [
        ["UPDATE settings SET value = '1' WHERE key = 'a'"],
        [INSERT_EVENT, [['settings:a']]],
        ['SET CONSTRAINTS ALL IMMEDIATE'],
        ['DELETE FROM audit_inbox WHERE xid = pg_current_xact_id()'],
      ],
    ],
    [
      'replica mode, which skips ordinary triggers',
      [["SET LOCAL session_replication_role = 'replica'"], [INSERT_SETTING, ['c']]],
    ],
  ] as [string, [string, unknown[]?][]][])('refuses %s', async (_name, statements) => {
    const expected = statements[0]?.[0].includes('replica') ? ['CW001', '42501'] : ['CW001', 'CW002'];
    expect(expected).toContain(await asOwner(statements));
  });

  it('refuses TRUNCATE even with an event', async () => {
    expect(await asOwner([[INSERT_EVENT, [['settings:a', 'settings:b']]], ['TRUNCATE settings']])).toBe('CW002');
    expect(await asOwner([['TRUNCATE users CASCADE']])).toBe('CW002');
  });

  it('lets machines keep their own columns', async () => {
    const id = '01900000-0000-7000-8000-000000000001';
    const made = await asOwner([
      [`INSERT INTO users (id, email, name, created_at) VALUES ('${id}', 'a@b.c', 'A', now())`],
      [
        `INSERT INTO sessions (id, user_id, token_hash, method, started_at, expires_at, last_seen_at) VALUES ('${id}', '${id}', 'x', 'password', now(), now(), now())`,
      ],
      [INSERT_EVENT, [[`users:${id}`, `sessions:${id}`]]],
    ]);
    expect(made).toBe('committed');
    expect(await asOwner([["UPDATE sessions SET last_seen_at = now() + interval '1 minute'"]])).toBe('committed');
    expect(await asOwner([['UPDATE sessions SET ended_at = now()']])).toBe('CW001');
  });
});

it('writes each row of the inbox under the transaction that inserts it, whatever it says', async () => {
  const insert = INSERT_EVENT.replace('event_id,', 'xid, event_id,').replace('VALUES (', "VALUES ('7', ");
  expect(
    await asOwner([
      [insert, [['settings:zz']]],
      [INSERT_SETTING, ['zz']],
    ]),
  ).toBe('committed');
});

describe('the log', () => {
  beforeAll(async () => {
    await database.owner.query(`INSERT INTO audit_event VALUES
      (0, gen_random_uuid(), 'x', 'x', 'x', 'x', now(), now(), 1, 1, 1, 1, 1, 1)`);
  });

  it.each(['audit_event', 'ledger_parts.audit_event_0'])('%s takes no UPDATE, DELETE or TRUNCATE', async (table) => {
    expect(await asOwner([[`UPDATE ${table} SET status = 2`]])).toBe('CW002');
    expect(await asOwner([[`DELETE FROM ${table}`]])).toBe('CW002');
    expect(await asOwner([[`TRUNCATE ${table}`]])).toBe('CW002');
  });

  it('has the same guards on every partition', async () => {
    await database.owner.query('SELECT chainward_ensure_partitions($1)', [3n << 24n]);
    const { rows } = await database.owner.query(
      `SELECT c.relname, array_agg(t.tgname::text || t.tgenabled::text ORDER BY t.tgname) AS triggers
       FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE c.relnamespace = 'ledger_parts'::regnamespace AND c.relkind = 'r' GROUP BY 1`,
    );
    expect(rows.length).toBe(5);
    for (const row of rows) expect(row.triggers).toEqual(['chainward_no_changeA', 'chainward_no_truncateA']);
  });
});

describe('roles', () => {
  const attempt = async (role: 'app' | 'keeper' | 'auditor', sql: string) => {
    const pool = testPool(database.url(role));
    return pool.query(sql).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  };

  it.each([
    ['app', 'SELECT * FROM audit_inbox'],
    ['app', 'DELETE FROM audit_inbox'],
    [
      'app',
      "INSERT INTO audit_inbox (xid, event_id, record, digest, writer, mac) VALUES ('1', gen_random_uuid(), '', '', '', '')",
    ],
    ['app', 'DELETE FROM audit_event'],
    ['app', 'DELETE FROM ledger_parts.audit_event_0'],
    ['app', 'UPDATE ledger_head SET size = 0'],
    ['app', 'ALTER TABLE settings DISABLE TRIGGER ALL'],
    ['app', 'SELECT chainward_ensure_partitions(0)'],
    ['keeper', 'SELECT * FROM users'],
    ['keeper', "UPDATE settings SET value = '1'"],
    ['keeper', 'UPDATE audit_event SET seq = 1'],
    ['auditor', 'SELECT * FROM users'],
    [
      'auditor',
      "INSERT INTO audit_inbox (event_id, record, digest, writer, mac) VALUES (gen_random_uuid(), '', '', '', '')",
    ],
  ] as const)('%s may not: %s', async (role, sql) => {
    expect(['42501', '42P01']).toContain(await attempt(role, sql));
  });

  it('each may do its own', async () => {
    expect(await attempt('app', 'SELECT * FROM audit_event')).toBe('done');
    expect(await attempt('app', 'SELECT * FROM chainward_waiting()')).toBe('done');
    expect(await attempt('keeper', 'DELETE FROM audit_inbox')).toBe('done');
    expect(await attempt('keeper', 'SELECT chainward_ensure_partitions(0)')).toBe('done');
  });
});
