import type { Queryable } from '@/lib/db';

/** The schemas of logs that a fork set aside, oldest first. */
export async function setAsideSchemas(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ schema: string }>(
    `SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^ledger_log_[0-9]+$' ORDER BY substring(nspname FROM 12)::bigint`,
  );
  return rows.map(({ schema }) => schema);
}
