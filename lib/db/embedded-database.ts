import { createPool } from './pool';

export const EMBEDDED_ROLES = {
  owner: 'chainward_owner',
  app: 'chainward_app',
  keeper: 'chainward_keeper',
  auditor: 'chainward_auditor',
} as const;

/** Roles and the database of a fresh cluster; each step is harmless when done before. */
export async function ensureEmbeddedDatabase(adminUrl: string, database: string): Promise<void> {
  const pool = createPool(adminUrl, 'set-up', 1);
  try {
    for (const role of Object.values(EMBEDDED_ROLES)) {
      await pool.query(`DO $$ BEGIN CREATE ROLE ${role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    }
    const { rowCount } = await pool.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await pool.query(`CREATE DATABASE ${database} OWNER ${EMBEDDED_ROLES.owner}`);
  } finally {
    await pool.end();
  }
}
