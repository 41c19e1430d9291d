import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, Pool } from '@/lib/db';
import { log } from '@/lib/log';

const KEEPER_LOCK = 7_163_001;
const TRY_EVERY_MS = 1_000;

/** The lock, by a session that PostgreSQL drops with the connection; null when a keeper is at work. */
export async function tryKeeperLock(pool: Pool): Promise<Connection | null> {
  const connection = await pool.connect();
  try {
    const { rows } = await connection.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
      KEEPER_LOCK,
    ]);
    if (rows[0]?.held) return connection;
  } catch (error) {
    connection.release(true);
    throw error;
  }
  connection.release();
  return null;
}

/**
 * One keeper at a time. Tried again and again rather than waited for: a statement that waits for hours would hold back vacuum.
 * The signal ends the wait at once.
 */
export async function holdKeeperLock(pool: Pool, onLost: () => void, signal?: AbortSignal): Promise<Connection> {
  for (let told = false; ; told = true) {
    signal?.throwIfAborted();
    const connection = await tryKeeperLock(pool);
    if (connection) {
      connection.on('error', onLost);
      connection.on('end', onLost);
      return connection;
    }
    if (!told) log().warn('another keeper is at work on this database; waiting for it to end');
    await delay(TRY_EVERY_MS, undefined, { signal });
  }
}
