import type { Connection } from '@/lib/db';
import type { Findings } from './findings';
import type { Damage } from './verdict';

/** What belongs to a log, and what is missed where it is gone. */
const TABLES: Record<string, Damage> = {
  audit_event: 'gap',
  ledger_tile: 'tree',
  ledger_checkpoint: 'checkpoint',
  dim_module: 'column',
  dim_activity: 'column',
  dim_actor: 'column',
};

async function goneTables(db: Connection, names: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [names],
  );
  return rows.map(({ name }) => name);
}

export const hasHead = async (db: Connection): Promise<boolean> => (await goneTables(db, ['ledger_head'])).length === 0;

/** Whether all of a log's tables are there; the events that are gone with theirs begin at 0. */
export async function checkTables(db: Connection, findings: Findings): Promise<boolean> {
  const gone = await goneTables(db, Object.keys(TABLES));
  for (const name of gone)
    findings.add(name === 'audit_event' ? 0 : null, TABLES[name] ?? 'gap', `the table ${name} is gone`);
  return gone.length === 0;
}
