import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/core/errors';
import { type Connection, createPool, type Pool, type Queryable } from '@/lib/db';
import { forkLog } from '@/lib/ledger/sequencer/begin-log';
import { findTrouble } from './check-log';
import { forkEvents, type LeftLog } from './fork-events';
import { type Head, keeperFolder, logIdentity, logNumberOf, originOf, readHead, stateFileOf, vkeyOf } from './identity';
import { KeyStore } from './key-store';
import { tryKeeperLock } from './lock';
import { settleFork } from './settle-fork';
import { Signer } from './signer';
import { NOTHING_SIGNED, writeSigned } from './signer-state';

export type ForkOptions = {
  /** As the owner of the tables. */
  ownerUrl: string;
  dataFolder: string;
  reason: string;
  by?: string | undefined;
  /** People see what would be done before it is. */
  confirm: (plan: ForkPlan) => Promise<boolean>;
  now?: () => Date;
};

export type ForkPlan = {
  /** Why the log may not be continued. */
  trouble: string;
  from: LeftLog;
  origin: string;
};

export type Forked = { origin: string; vkey: string; oldOrigin: string; oldVkey: string };

export const hasKeys = (dataFolder: string): boolean => existsSync(path.join(keeperFolder(dataFolder), 'keys.json'));

/** The signer as far as its file can still be read; why it cannot is the trouble then. */
function openSigner(store: KeyStore, folder: string, pool: Pool): { signer: Signer | null; problem: string | null } {
  const { origin, stateFile } = logIdentity(store, folder);
  try {
    return { signer: new Signer({ pool, origin, key: () => store.ledgerKey(), stateFile }), problem: null };
  } catch (error) {
    return { signer: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

type Numbers = { aside: number | null; log: number };

/** Under which number the log that is there is set aside, and which one the new log bears. */
async function planNumbers(db: Queryable, store: KeyStore, head: Head | null): Promise<Numbers> {
  const { rows } = await db.query<{ no: number }>(
    "SELECT substring(nspname FROM 12)::integer AS no FROM pg_namespace WHERE nspname ~ '^ledger_log_[0-9]{1,9}$'",
  );
  const { pending } = store;
  // A number that was only planned is not used either: the log may have begun in a database that is gone.
  const planned = pending?.change.kind === 'fork' ? pending.change.log : 0;
  const named = head && logNumberOf(store.instance, head.origin);
  const taken = rows.map(({ no }) => no);
  const next = Math.max(store.log, planned, named ?? 0, ...taken) + 1;
  if (!head || (named !== null && !taken.includes(named))) return { aside: named, log: next };
  // Somebody wrote a name into the head that is another log's, or none.
  return { aside: next, log: next + 1 };
}

export async function forkUnderLock(
  { dataFolder, reason, by, confirm, now = () => new Date() }: ForkOptions,
  pool: Pool,
  db: Connection,
): Promise<Forked | null> {
  const folder = keeperFolder(dataFolder);
  if (!hasKeys(dataFolder))
    throw new AppError('not_found', `${folder} holds no keys of a keeper: there is nothing to fork here`);
  const store = KeyStore.open(folder);
  const { instance } = store;
  const head = await readHead(db);
  if (head && head.instance !== instance)
    throw new AppError(
      'conflict',
      `The database holds the ledger of ${head.instance}, this folder the keys of ${instance}`,
    );
  const oldOrigin = originOf(instance, store.log);
  const oldVkey = vkeyOf(oldOrigin, store.ledgerKey());
  const settled = settleFork(store, head, now());
  if (settled) return { ...settled, oldOrigin, oldVkey };

  const { signer, problem } = openSigner(store, folder, pool);
  if (!head && signer?.signedSize === 0n) throw new AppError('not_found', 'There is no ledger yet: nothing to fork');
  const trouble = head
    ? (problem ?? (signer && (await findTrouble(db, head, store, logIdentity(store, folder), signer))))
    : 'The database holds no ledger, and the keeper has signed one';
  if (!trouble)
    throw new AppError(
      'conflict',
      `${oldOrigin} is as the keeper left it and goes on by itself: there is no reason for a fork`,
    );

  const { aside, log } = await planNumbers(db, store, head);
  const origin = originOf(instance, log);
  const signedSize = signer && Number(signer.signedSize);
  const from = {
    origin: head?.origin ?? oldOrigin,
    vkey: head?.vkey ?? oldVkey,
    size: Number(head?.size ?? 0),
    signedSize,
  };
  if (!(await confirm({ trouble, from, origin }))) return null;

  const vkey = vkeyOf(origin, store.begin({ kind: 'fork', log }));
  writeSigned(stateFileOf(folder, log), origin, NOTHING_SIGNED());
  const signed = signer && signer.signedSize > 0n ? signer.note() : null;
  const events = await forkEvents(db, { instance, origin, vkey, head, from, signed, reason, by }, now());
  await forkLog(db, aside, { instance, origin, vkey }, events, now());
  settleFork(store, await readHead(db), now());
  return { origin, vkey, oldOrigin, oldVkey };
}

/** Begins a new log where the old one may not be continued. Null when the person who was asked said no. */
export async function forkLedger(options: ForkOptions): Promise<Forked | null> {
  const pool = createPool(options.ownerUrl, 'fork', 2);
  try {
    const lock = await tryKeeperLock(pool);
    if (!lock)
      throw new AppError('conflict', 'A keeper is at work on this database. Stop Chainward first, on every machine');
    try {
      return await forkUnderLock(options, pool, lock);
    } finally {
      lock.release(true);
    }
  } finally {
    await pool.end();
  }
}
