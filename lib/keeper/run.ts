import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
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
  if (options.frontHost !== null)
    await ensureFrontCertificate(store, options.dataFolder, options.frontHost, new Date());

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

  return {
    handlers,
    stop: async () => {
      stopping.abort();
      server.close();
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
