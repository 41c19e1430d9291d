import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createPool, type Pool } from '@/lib/db';
import { log } from '@/lib/log';
import { SOCKET_NAME } from './contract';
import { ensureFrontCertificate } from './front-certificate';
import { makeHandlers } from './handlers';
import { holdKeeperLock } from './lock';
import { type Handlers, startKeeperServer } from './server';
import { prepareWork, type WorkOptions } from './work';

const DRAIN_MS = 3_000;
const DAY_MS = 86_400_000;

export type KeeperOptions = WorkOptions & {
  runFolder: string;
  /** The front's host, for the certificate made at first start. Null when the installation brings its own. */
  frontHost?: string | null;
  /** Ends the wait for another keeper's end; a keeper at work is stopped by its `stop`. */
  signal?: AbortSignal;
  onLost: () => void;
};

export type Keeper = { handlers: Handlers; stop(): Promise<void> };

export async function startKeeper(options: KeeperOptions): Promise<Keeper> {
  mkdirSync(options.runFolder, { recursive: true });
  const pool = createPool(options.databaseUrl, 'keeper', 4);
  let lock: Connection | undefined;
  try {
    lock = await holdKeeperLock(pool, options.onLost, options.signal);
    return await startWork(options, pool, lock);
  } catch (error) {
    lock?.removeAllListeners('end').release(true);
    await pool.end();
    throw error;
  }
}

/** What was accepted until now is sealed before the sequencer ends, as far as that takes no longer than people wait for a stop. */
async function drained(pool: Pool): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  try {
    while (Date.now() < deadline) {
      const { rows } = await pool.query<{ count: string }>('SELECT count FROM chainward_waiting()');
      if (rows[0]?.count === '0') return;
      await delay(20);
    }
  } catch (error) {
    log().debug({ reason: String(error) }, 'the inbox could not be looked at; what waits is sealed at the next start');
  }
}

async function startWork(options: KeeperOptions, pool: Pool, lock: Connection): Promise<Keeper> {
  const work = await prepareWork(options, pool, lock);
  const { dataFolder, frontHost } = options;
  const renewCertificate = () =>
    frontHost === null ? Promise.resolve(false) : ensureFrontCertificate(work.store, dataFolder, frontHost, new Date());
  const handlers = makeHandlers(work);
  const socket = path.join(options.runFolder, SOCKET_NAME);
  // Listening is last: whoever finds the socket finds the log begun and the certificate made.
  const server = await renewCertificate()
    .then(() => startKeeperServer(socket, handlers))
    .catch(async (error) => {
      await work.stop();
      throw error;
    });
  work.start();
  const daily = setInterval(() => {
    renewCertificate().catch((error: unknown) =>
      log().error({ reason: String(error) }, 'the front’s certificate could not be renewed'),
    );
  }, DAY_MS);

  const stop = async () => {
    clearInterval(daily);
    server.close();
    if (!work.halted) await drained(pool);
    await work.stop();
    lock.removeAllListeners('end').release(true);
    await pool.end();
  };
  let stopped: Promise<void> | undefined;
  return { handlers, stop: () => (stopped ??= stop()) };
}
