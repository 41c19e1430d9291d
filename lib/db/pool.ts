import pg from 'pg';
import { log } from '@/lib/log';
import { connectionConfig } from './connection';

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** A pool for what goes past Prisma: bulk inserts, cursors, LISTEN. */
export function createPool(url: string, name: string, size: number): Pool {
  const pool = new pg.Pool({
    ...connectionConfig(url),
    application_name: `chainward-${name}`,
    max: size,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  });
  // A server that goes away breaks idle connections; the pool makes new ones, the process must live.
  pool.on('error', (error) => log().warn({ reason: error.message }, 'lost an idle database connection'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
