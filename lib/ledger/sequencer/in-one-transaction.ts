import type { Connection } from '@/lib/db';

/** All or nothing. After an error the outcome may be unknown: a COMMIT can be done and its answer lost. */
export async function inOneTransaction<T>(db: Connection, work: () => Promise<T>, mode = ''): Promise<T> {
  await db.query(`BEGIN ${mode}`);
  try {
    const result = await work();
    await db.query('COMMIT');
    return result;
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Several reads as of one moment. */
export const inOneSnapshot = <T>(db: Connection, work: () => Promise<T>): Promise<T> =>
  inOneTransaction(db, work, 'ISOLATION LEVEL REPEATABLE READ, READ ONLY');
