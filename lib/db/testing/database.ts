import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { attachDatabase, closeDatabase, createPool, type Pool } from '@/lib/db';
import { EMBEDDED_ROLES } from '@/lib/db/operate';

export type TestDatabase = {
  name: string;
  url(role?: keyof typeof EMBEDDED_ROLES): string;
  owner: Pool;
  drop(): Promise<void>;
};

/** A database of one's own: copied from the migrated template, or empty. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { host, template } = inject('server');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const urlFor = (role: string, database: string) =>
    `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const admin = createPool(urlFor('postgres', 'postgres'), 'test-admin', 1);
  await admin.query(`CREATE DATABASE ${name} OWNER ${EMBEDDED_ROLES.owner}${empty ? '' : ` TEMPLATE ${template}`}`);
  const url = (role: keyof typeof EMBEDDED_ROLES = 'app') => urlFor(EMBEDDED_ROLES[role], name);
  const owner = createPool(url('owner'), 'test-owner', 4);
  return {
    name,
    url,
    owner,
    drop: async () => {
      await owner.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** The database of this test file becomes the process's own, as the application's role sees it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  attachDatabase(database.url());
  return database;
}

export async function closeTestDatabase(database: TestDatabase): Promise<void> {
  await closeDatabase();
  await database.drop();
}

/** A pool that ends with the test. */
export function testPool(url: string, size = 2): Pool {
  const pool = createPool(url, 'test', size);
  onTestFinished(() => pool.end());
  return pool;
}
