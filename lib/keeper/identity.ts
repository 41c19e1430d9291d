import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db';
import { encodeVerifierKey, rawPublicKey } from '@/lib/ledger/format/note';
import type { KeyStore } from './key-store';
import { NOTHING_SIGNED, writeSigned } from './signer-state';

export type LogIdentity = { instance: string; origin: string; stateFile: string };

export const keeperFolder = (dataFolder: string): string => path.join(dataFolder, 'keeper');

/** The first log of an installation bears its name alone, each later one its number too. */
export const originOf = (instance: string, log: number): string =>
  log === 0 ? `chainward/${instance}` : `chainward/${instance}/${log}`;

/** Null for an origin of another installation. */
export function logNumberOf(instance: string, origin: string): number | null {
  if (origin === originOf(instance, 0)) return 0;
  const number = Number(/^chainward\/[0-9a-f]{12}\/([1-9]\d{0,8})$/.exec(origin)?.[1]);
  return origin === originOf(instance, number) ? number : null;
}

export const vkeyOf = (origin: string, key: KeyObject): string => encodeVerifierKey(origin, rawPublicKey(key));

/** Each log has a file of its own: what was signed of an earlier one is never lost. */
export const stateFileOf = (folder: string, log: number): string =>
  path.join(folder, log === 0 ? 'signer.json' : `signer-${log}.json`);

/** The signer's memory exists from before its first signature: a missing file is then a loss, never a beginning. */
export function logIdentity(store: KeyStore, folder: string): LogIdentity {
  const origin = originOf(store.instance, store.log);
  const stateFile = stateFileOf(folder, store.log);
  if (!store.has('ledger') && !existsSync(stateFile)) writeSigned(stateFile, origin, NOTHING_SIGNED());
  return { instance: store.instance, origin, stateFile };
}

export type Head = { instance: string; origin: string; vkey: string; size: bigint; hash: Buffer };

/** Where the log ends, for whoever goes on from there: the last transaction of a killed keeper may still be on its way, and is waited for. */
export async function readHead(db: Queryable): Promise<Head | null> {
  const { rows } = await db.query<Omit<Head, 'size'> & { size: string }>(
    'SELECT instance, origin, vkey, size, hash FROM ledger_head FOR SHARE',
  );
  return rows[0] ? { ...rows[0], size: BigInt(rows[0].size) } : null;
}

export const foreign = (message: string): AppError =>
  new AppError('conflict', `${message} The keeper does not start and nothing was touched`);

export const foreignKeys = (head: Head, instance: string): AppError =>
  foreign(`The database holds the ledger of ${head.instance}, the keeper's folder the keys of ${instance}.`);
