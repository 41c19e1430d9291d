import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Channel, type Connection, createPool, type Pool } from '@/lib/db';
import { INBOX_CHANNEL } from '@/lib/ledger/channels';
import { Sequencer } from '@/lib/ledger/sequencer/sequencer';
import { log } from '@/lib/log';
import { SOCKET_NAME } from './contract';
import { ensureFrontCertificate } from './front-certificate';
import { ensureLogBegun, logIdentity } from './identity';
import { KeyStore } from './key-store';
import { holdKeeperLock } from './lock';
import { type Handlers, startKeeperServer } from './server';
import { Signer } from './signer';
import { SigningSchedule } from './signing-schedule';

const DRAIN_MS = 3_000;
const DAY_MS = 86_400_000;

export type KeeperOptions = {
  databaseUrl: string;
  dataFolder: string;
  runFolder: string;
  /** The front's host, for the certificate made at first start. Null when the installation brings its own. */
  frontHost?: string | null;
  signEveryMs?: number;
  onLost: () => void;
  onSealed?: (size: bigint, count: number) => void;
  onForgery?: () => void;
};

export type Keeper = { handlers: Handlers; stop(): Promise<void> };

/** Each process writes under its own name and key; the keeper derives the key again from the name, so it keeps no list. */
const writerKeys = (master: Buffer) => {
  const known = new Map<string, Buffer>();
  return (writer: string): Buffer => {
    const key =
      known.get(writer) ?? Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `chainward/writer/${writer}`, 32));
    if (known.size < 1_000) known.set(writer, key);
    return key;
  };
};

export async function startKeeper(options: KeeperOptions): Promise<Keeper> {
  mkdirSync(options.runFolder, { recursive: true });
  const pool = createPool(options.databaseUrl, 'keeper', 4);
  const stopping = new AbortController();
  let lock: Connection | undefined;
  try {
    lock = await holdKeeperLock(pool, options.onLost, stopping.signal);
    return await startWork(options, pool, lock, stopping);
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

/** Files are read by whoever holds the lock: another keeper may have written them until a moment ago. */
async function startWork(
  options: KeeperOptions,
  pool: Pool,
  lock: Connection,
  stopping: AbortController,
): Promise<Keeper> {
  const folder = path.join(options.dataFolder, 'keeper');
  const store = KeyStore.open(folder);
  const identity = logIdentity(store, folder);
  const signer = new Signer({ pool, origin: identity.origin, key: store.ledgerKey(), stateFile: identity.stateFile });
  const begun = await ensureLogBegun(lock, identity, signer.signedSize, new Date());
  if (begun) log().info({ origin: identity.origin, vkey: identity.vkey }, 'began the ledger');
  const renewCertificate = () =>
    options.frontHost === null
      ? Promise.resolve(false)
      : ensureFrontCertificate(store, options.dataFolder, options.frontHost, new Date());
  await renewCertificate();

  const keyOf = writerKeys(store.secret('writers'));
  let sealedSize = 0n;
  const schedule = new SigningSchedule(signer, options.signEveryMs);
  const inbox = new Channel(options.databaseUrl, INBOX_CHANNEL);
  const sequencer = new Sequencer({
    pool,
    inbox,
    keyOf,
    onSealed: (size, count) => {
      sealedSize = size;
      options.onSealed?.(size, count);
    },
    ...(options.onForgery && { onForgery: options.onForgery }),
  });

  const handlers: Handlers = {
    'writer.key': async ({ process }) => {
      const id = `${process}-${randomBytes(6).toString('hex')}`;
      return { id, key: keyOf(id).toString('base64') };
    },
    'ledger.checkpoint': async () => {
      await schedule.signNow();
      return { size: Number(signer.signedSize), note: signer.note() };
    },
    'keeper.status': async () => ({
      instance: identity.instance,
      origin: identity.origin,
      vkey: identity.vkey,
      sealedSize: Number(sealedSize),
      signedSize: Number(signer.signedSize),
      signedAt: schedule.signedAt?.toISOString() ?? null,
      sequencerError: sequencer.lastError,
      signerError: schedule.error,
    }),
  };
  const server = await startKeeperServer(path.join(options.runFolder, SOCKET_NAME), handlers).catch(async (error) => {
    await inbox.close();
    throw error;
  });
  sequencer.start();
  schedule.start();
  const daily = setInterval(() => {
    renewCertificate().catch((error: unknown) =>
      log().error({ reason: String(error) }, 'the front’s certificate could not be renewed'),
    );
  }, DAY_MS);

  return {
    handlers,
    stop: async () => {
      clearInterval(daily);
      stopping.abort();
      server.close();
      await drained(pool);
      await sequencer.stop();
      // What was sealed last is signed too: a log at rest stands whole under a signature.
      await schedule.signNow().catch(() => undefined);
      await schedule.stop();
      await inbox.close();
      lock.removeAllListeners('end').release(true);
      await pool.end();
    },
  };
}
