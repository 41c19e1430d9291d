import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, Pool } from '@/lib/db';
import { log } from '@/lib/log';

const KEEPER_LOCK = 7_163_001;

/**
 * One keeper at a time, by a session lock that PostgreSQL drops with the connection. Tried again and again rather than waited for:
 * a statement that waits for hours would hold back vacuum.
 */
export async function holdKeeperLock(pool: Pool, onLost: () => void, signal: AbortSignal): Promise<Connection> {
  for (let told = false; ; told = true) {
    const connection = await pool.connect();
    const { rows } = await connection.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      KEEPER_LOCK,
    ]);
    if (rows[0]?.held) {
      connection.on('error', onLost);
      connection.on('end', onLost);
      return connection;
    }
    connection.release();
    if (!told) log().warn('another keeper is at work on this database; waiting for it to end');
    await delay(1_000, undefined, { signal });
  }
}
