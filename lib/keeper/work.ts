import { Channel, type Connection, type Pool } from '@/lib/db';
import { INBOX_CHANNEL } from '@/lib/ledger/channels';
import { Sequencer } from '@/lib/ledger/sequencer/sequencer';
import { log } from '@/lib/log';
import { beginFirstLog } from './begin';
import { findTrouble } from './check-log';
import { foreignKeys, keeperFolder, type LogIdentity, logIdentity, readHead, vkeyOf } from './identity';
import { KeyStore } from './key-store';
import { KeyRotation } from './rotation';
import { settleFork } from './settle-fork';
import { Signer } from './signer';
import { SigningSchedule } from './signing-schedule';
import { writerKeys } from './writer-keys';

export type WorkOptions = {
  databaseUrl: string;
  dataFolder: string;
  signEveryMs?: number;
  onSealed?: (size: bigint, count: number) => void;
  onForgery?: () => void;
};

/** The keeper's parts, put together; `halted` says why none of them may go on with this log. */
export type Work = {
  store: KeyStore;
  identity: LogIdentity;
  signer: Signer;
  schedule: SigningSchedule;
  sequencer: Sequencer;
  rotation: KeyRotation;
  keyOf: (writer: string) => Buffer;
  sealedSize: () => number;
  halted: string | null;
  start(): void;
  stop(): Promise<void>;
};

/** Files are read by whoever holds the lock: another keeper may have written them until a moment ago. */
export async function prepareWork(options: WorkOptions, pool: Pool, lock: Connection): Promise<Work> {
  const folder = keeperFolder(options.dataFolder);
  const store = KeyStore.open(folder);
  const head = await readHead(lock);
  if (head && head.instance !== store.instance) throw foreignKeys(head, store.instance);
  settleFork(store, head, new Date());
  const identity = logIdentity(store, folder);
  const { origin, stateFile } = identity;
  const vkey = vkeyOf(origin, store.ledgerKey());
  const signer = new Signer({ pool, origin, key: () => store.ledgerKey(), stateFile });
  if (!head) {
    await beginFirstLog(lock, identity, vkey, signer.signedSize, new Date());
    log().info({ origin, vkey }, 'began the ledger');
  }
  const halted = head && (await findTrouble(lock, head, store, identity, signer));
  if (halted) log().error({ reason: halted }, 'the ledger stands still');

  const begun = head ?? (await readHead(lock));
  let sealedSize = begun?.size ?? 0n;
  const keyOf = writerKeys(store.secret('writers'));
  const inbox = new Channel(options.databaseUrl, INBOX_CHANNEL);
  const sequencer = new Sequencer({
    pool,
    inbox,
    keyOf,
    ...(begun && { end: begun }),
    onSealed: (size, count) => {
      sealedSize = size;
      options.onSealed?.(size, count);
    },
    ...(options.onForgery && { onForgery: options.onForgery }),
  });
  const rotation = new KeyRotation({ store, signer, db: pool, origin, append: (own) => sequencer.append(own) });
  const schedule = new SigningSchedule(async () => {
    await rotation.finish(new Date());
    return signer.sign((end) => sequencer.ownEnd(end));
  }, options.signEveryMs);
  return {
    store,
    identity,
    signer,
    schedule,
    sequencer,
    rotation,
    keyOf,
    sealedSize: () => Number(sealedSize),
    halted,
    start: () => {
      if (halted) return;
      sequencer.start();
      schedule.start();
    },
    stop: async () => {
      await sequencer.stop();
      // What was sealed last is signed too: a log at rest stands whole under a signature.
      if (!halted) await schedule.signNow().catch(() => undefined);
      await schedule.stop();
      await inbox.close();
    },
  };
}
