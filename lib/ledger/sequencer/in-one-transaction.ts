import type { Connection } from '@/lib/db';

/** All or nothing. After an error the outcome may be unknown: a COMMIT can be done and its answer lost. */
export async function inOneTransaction<T>(db: Connection, work: () => Promise<T>): Promise<T> {
  await db.query('BEGIN');
  try {
    const result = await work();
    await db.query('COMMIT');
    return result;
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
