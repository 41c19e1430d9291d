import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import type { Connection } from '@/lib/db';
import { CATALOGUE } from '@/lib/ledger/catalogue';
import { Envelope } from '@/lib/ledger/envelope';
import { EMPTY_ROOT } from '@/lib/ledger/format/merkle';
import { encodeVerifierKey, rawPublicKey } from '@/lib/ledger/format/note';
import { beginLog } from '@/lib/ledger/sequencer/begin-log';
import type { KeyStore } from './key-store';

export type LogIdentity = { instance: string; origin: string; vkey: string; stateFile: string };

/** The signer's memory exists from before its first signature: a missing file is then a loss, never a beginning. */
export function logIdentity(store: KeyStore, folder: string): LogIdentity {
  const origin = `chainward/${store.instance}`;
  const stateFile = path.join(folder, 'signer.json');
  if (!store.has('ledger') && !existsSync(stateFile)) {
    const zero = '0'.repeat(64);
    writeDurably(
      stateFile,
      `${JSON.stringify({ origin, size: '0', root: EMPTY_ROOT.toString('hex'), last: zero, frontier: [] })}\n`,
    );
  }
  return {
    instance: store.instance,
    origin,
    vkey: encodeVerifierKey(origin, rawPublicKey(store.ledgerKey())),
    stateFile,
  };
}

const foreign = (message: string) =>
  new AppError('conflict', `${message} The keeper does not start and nothing was touched`);

/** Keys and database belong together: begins the log of an empty database, and refuses a database or keys of another installation. */
export async function ensureLogBegun(
  db: Connection,
  identity: LogIdentity,
  signedSize: bigint,
  now: Date,
): Promise<boolean> {
  const { rows } = await db.query<{ instance: string; vkey: string }>('SELECT instance, vkey FROM ledger_head');
  const head = rows[0];
  if (head) {
    if (head.instance !== identity.instance || head.vkey !== identity.vkey) {
      throw foreign(
        `The database holds the ledger of ${head.instance}, the keeper's folder the keys of ${identity.instance}.`,
      );
    }
    return false;
  }
  if (signedSize > 0n) {
    throw foreign(
      `The keeper has signed ${signedSize} events of ${identity.instance}, and the database holds no ledger at all.`,
    );
  }
  const name = 'system.ledger_started';
  const time = toRecordTime(now);
  const first = Envelope.parse({
    v: 1,
    id: uuidv7(now.getTime()),
    occurredAt: time,
    recordedAt: time,
    module: 'system',
    activity: 'ledger_started',
    class: CATALOGUE[name].class,
    status: 'success',
    severity: CATALOGUE[name].severity,
    summary: `The ledger ${identity.origin} began.`,
    actor: { type: 'system', name: 'keeper', method: 'none' },
    details: { instance: identity.instance, origin: identity.origin, vkey: identity.vkey, format: 1, demo: false },
  });
  await beginLog(db, identity, first, now);
  return true;
}
