import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '@/lib/paths';
import { createTestDatabase, type TestDatabase } from './testing/database';
import { schemaDiff } from './testing/schema-diff';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const schema = readFileSync(path.join(projectRoot(), 'prisma', 'schema.prisma'), 'utf8');
const url = () => database.url('owner');

describe('schema.prisma', () => {
  it('is the sum of the migrations', async () => {
    expect(await schemaDiff(url())).toBe('');
  });

  it.each([
    ['a new column', /(model User \{)/, '$1\n  nickname String?', /ALTER TABLE "users" ADD COLUMN\s+"nickname" TEXT/],
    ['a renamed index', /map: "audit_event_by_actor"/, 'map: "by_actor"', /RENAME TO "by_actor"/],
    ['another predicate of a partial index', /\(ended_at IS NULL\)/, '(ended_at IS NOT NULL)', /sessions_open/],
    ['a column that may be empty', /email\s+String\s+@unique/, 'email String? @unique', /"email" DROP NOT NULL/],
    ['another default', /@default\(1\)/, '@default(2)', /SET DEFAULT 2/],
    ['another precision of a time', /@db\.Timestamptz\(3\)/, '@db.Timestamptz(6)', /TIMESTAMPTZ\(6\)/],
  ])('would be seen to differ by %s', async (_name, what, by, sql) => {
    const changed = schema.replace(what, by);
    expect(changed).not.toBe(schema);
    expect(await schemaDiff(url(), changed)).toMatch(sql);
  });

  it('would be seen to differ from a database changed by hand', async () => {
    const other = await createTestDatabase();
    try {
      await other.owner.query('ALTER TABLE set_up_links ADD COLUMN note text');
      expect(await schemaDiff(other.url('owner'))).toContain('DROP COLUMN "note"');
    } finally {
      await other.drop();
    }
  });
});
