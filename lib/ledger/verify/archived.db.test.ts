import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { archivedRanges } from './archived';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('a partition that a log has filled and that is gone is archived; one it has not reached, or has no place of, is not', async () => {
  const db = await database.owner.connect();
  try {
    const part = 2 ** 24;
    await db.query('SELECT chainward_ensure_partitions($1)', [4 * part]);
    expect(await archivedRanges(db, 3 * part)).toEqual([]);
    await db.query('DROP TABLE ledger_parts.audit_event_1');
    expect(await archivedRanges(db, 2 * part)).toEqual([]);
    const tile = (index: number) => db.query("INSERT INTO ledger_tile VALUES (0, $1, '\\x00')", [index]);
    await tile(part / 256);
    expect(await archivedRanges(db, 2 * part - 1)).toEqual([]);
    expect(await archivedRanges(db, 2 * part)).toEqual([{ from: part, to: 2 * part }]);
    await db.query('DROP TABLE ledger_parts.audit_event_2');
    await tile((3 * part) / 256 - 1);
    expect(await archivedRanges(db, 4 * part)).toEqual([
      { from: part, to: 2 * part },
      { from: 2 * part, to: 3 * part },
    ]);
  } finally {
    db.release();
  }
});
