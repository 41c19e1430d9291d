import { type Connection, mapDatabaseError, pool } from '@/lib/db';

/** A transaction past Prisma, for what goes in bulk; its errors come out as ours. */
export async function inBulkTransaction<T>(run: (db: Connection) => Promise<T>): Promise<T> {
  let db: Connection | undefined;
  try {
    db = await pool().connect();
    await db.query('BEGIN');
    const result = await run(db);
    await db.query('COMMIT');
    return result;
  } catch (error) {
    await db?.query('ROLLBACK').catch(() => undefined);
    throw mapDatabaseError(error);
  } finally {
    db?.release();
  }
}
