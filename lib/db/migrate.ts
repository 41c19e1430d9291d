import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger, runMigrations as migrateJobs } from 'graphile-worker';
import { AppError } from '@/lib/core/errors';
import { projectRoot } from '@/lib/paths';
import { connectionConfig } from './connection';
import { type Connection, createPool } from './pool';

export type Migration = { name: string; sql: string; checksum: string };
type Applied = { migration_name: string; checksum: string; finished: boolean };

/** Prisma's own lock number, so that `prisma migrate deploy` and this runner exclude each other. */
const LOCK = 72707369;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

export function readMigrations(folder = path.join(projectRoot(), 'prisma', 'migrations')): Migration[] {
  return (
    readdirSync(folder, { withFileTypes: true })
      // A change of branches leaves empty folders behind.
      .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'migration.sql')))
      .map((entry) => entry.name)
      .sort()
      .map((name) => {
        const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
        return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
      })
  );
}

/** What is still to be applied; anything that is not plainly an older state of ours is refused untouched. */
export function planMigrations(known: Migration[], applied: Applied[] | null, strangers: string[]): Migration[] {
  const refuse = (why: string, what: string) => new AppError('conflict', `${why} Nothing was touched. ${what}`);
  if (!applied) {
    if (strangers.length === 0) return known;
    throw refuse(
      `The database already holds tables that are not Chainward's (${strangers.slice(0, 3).join(', ')}).`,
      'Give Chainward an empty database of its own.',
    );
  }
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const unknown = applied.filter((row) => !byName.has(row.migration_name)).map((row) => row.migration_name);
  if (unknown.length > 0 && unknown.length === applied.length) {
    throw refuse('The database belongs to another application.', 'Give Chainward an empty database of its own.');
  }
  if (unknown.length > 0) {
    throw refuse(
      `The database was migrated by a newer Chainward (${unknown[0]}).`,
      'Start that version, or restore a backup from before.',
    );
  }
  const half = applied.find((row) => !row.finished);
  if (half)
    throw refuse(
      `The migration ${half.migration_name} began and never ended.`,
      'Restore a backup, or see `prisma migrate resolve`.',
    );
  const edited = applied.find((row) => byName.get(row.migration_name)?.checksum !== row.checksum);
  if (edited)
    throw refuse(
      `The migration ${edited.migration_name} is not the one that was applied.`,
      'Restore the file as released.',
    );
  const done = new Set(applied.map((row) => row.migration_name));
  return known.filter((migration) => !done.has(migration.name));
}

async function readApplied(db: Connection): Promise<Applied[] | null> {
  const { rows } = await db.query("SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS known");
  if (!rows[0]?.known) return null;
  const applied = await db.query<Applied>(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return applied.rows.length > 0 ? applied.rows : null;
}

/** Tables and views that somebody put there; those of an extension came with the extension. */
async function findStrangers(db: Connection): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> '_prisma_migrations'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

async function apply(db: Connection, migration: Migration): Promise<void> {
  await db.query('BEGIN');
  try {
    await db.query(migration.sql);
    await db.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await db.query('COMMIT');
  } catch (error) {
    await db.query('ROLLBACK');
    throw error;
  }
}

/** Each migration may bring a function of its own that gives a role its rights. */
async function grantOurs(db: Connection, role: string, part: 'application' | 'keeper'): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND proname ~ '^chainward_grant(_|$)' ORDER BY 1`,
  );
  for (const { name } of rows) await db.query(`SELECT ${name}($1, $2)`, [role, part]);
}

/** The jobs' tables carry row security without a policy, which shuts out everybody but their owner. */
async function grant(db: Connection, role: string, part: 'application' | 'keeper'): Promise<void> {
  await grantOurs(db, role, part);
  if (part === 'keeper') return;
  await db.query(`DO $$ DECLARE t record; BEGIN
    GRANT USAGE ON SCHEMA graphile_worker TO "${role}";
    GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO "${role}";
    GRANT ALL ON ALL SEQUENCES IN SCHEMA graphile_worker TO "${role}";
    GRANT ALL ON ALL FUNCTIONS IN SCHEMA graphile_worker TO "${role}";
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relrowsecurity LOOP
      EXECUTE format('DROP POLICY IF EXISTS chainward ON graphile_worker.%I', t.relname);
      EXECUTE format('CREATE POLICY chainward ON graphile_worker.%I TO %I USING (true) WITH CHECK (true)', t.relname, '${role}');
    END LOOP;
  END $$`);
}

export type MigrateOptions = {
  ownerUrl: string;
  appUrl?: string | undefined;
  keeperUrl?: string | undefined;
  migrations?: Migration[];
};

/** Brings the database to this version and gives the connecting roles their rights. Returns the names of what it applied. */
export async function migrate({
  ownerUrl,
  appUrl,
  keeperUrl,
  migrations = readMigrations(),
}: MigrateOptions): Promise<string[]> {
  const pool = createPool(ownerUrl, 'migrate', 2);
  const db = await pool.connect();
  try {
    const version = Number((await db.query("SELECT current_setting('server_version_num') AS v")).rows[0]?.v);
    if (version < 150000)
      throw new AppError('conflict', `PostgreSQL 15 or newer is needed; this is ${Math.floor(version / 10000)}`);
    const encoding = String((await db.query("SELECT current_setting('server_encoding') AS e")).rows[0]?.e);
    if (encoding !== 'UTF8')
      throw new AppError('conflict', `The database must be encoded in UTF8; this one is in ${encoding}`);
    await db.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const pending = planMigrations(migrations, await readApplied(db), await findStrangers(db));
    await db.query(BOOKKEEPING);
    for (const migration of pending) await apply(db, migration);
    await migrateJobs({ pgPool: pool, logger: new Logger(() => () => undefined) });
    const owner = connectionConfig(ownerUrl).user;
    for (const [url, part] of [
      [appUrl, 'application'],
      [keeperUrl, 'keeper'],
    ] as const) {
      const role = url && connectionConfig(url).user;
      if (role && role !== owner) await grant(db, role, part);
    }
    return pending.map((migration) => migration.name);
  } finally {
    await db.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    db.release();
    await pool.end();
  }
}
