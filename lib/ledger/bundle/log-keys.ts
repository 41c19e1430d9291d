import { AppError } from '@/lib/core/errors';
import { pool } from '@/lib/db';

/** What the log calls itself, and the keys that speak for it. */
export async function readLogKeys(): Promise<{ origin: string; vkeys: string[] }> {
  const { rows } = await pool().query<{ origin: string; vkey: string }>('SELECT origin, vkey FROM ledger_head');
  const head = rows[0];
  if (!head) throw new AppError('not_found', 'There is no ledger in this database');
  return { origin: head.origin, vkeys: [head.vkey] };
}
