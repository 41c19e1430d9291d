import type { Queryable } from '@/lib/db';
import { type Head, type LogIdentity, vkeyOf } from './identity';
import type { KeyStore } from './key-store';
import { type Signer, SignerRefusal } from './signer';

const WAY_OUT =
  'Nothing is sealed or signed; what is accepted waits. Restore the newest backup of database and keeper folder, or stop Chainward and begin a new log with `chainward ledger fork`';

/** Under which key the database may say that the log goes on: while one key hands over to the next, either. */
function knownKeys(store: KeyStore, origin: string): string[] {
  const { pending } = store;
  const keys = [store.ledgerKey(), ...(pending?.change.kind === 'rotation' ? [pending.key] : [])];
  return keys.map((key) => vkeyOf(origin, key));
}

async function findMovedEnd(db: Queryable, head: Head): Promise<string | null> {
  const { rows } = await db.query<{ seq: string; leaf_hash: Buffer }>(
    'SELECT seq, leaf_hash FROM audit_event ORDER BY seq DESC LIMIT 1',
  );
  const last = rows[0];
  const there = last ? BigInt(last.seq) + 1n : 0n;
  if (there === head.size && last?.leaf_hash.equals(head.hash)) return null;
  return `The log's end was moved by somebody else while no keeper was at work: its head says ${head.size} events, ${there === head.size ? 'but does not name the last of them' : `${there} are there`}.`;
}

/** Why this log must not be continued, as a sentence for people; null when it is what the keeper left. */
export async function findTrouble(
  db: Queryable,
  head: Head,
  store: KeyStore,
  { origin }: LogIdentity,
  signer: Signer,
): Promise<string | null> {
  if (head.origin !== origin)
    return `The database holds the log ${head.origin}, the keeper goes on with ${origin}: an older backup of the database was restored. ${WAY_OUT}`;
  if (!knownKeys(store, origin).includes(head.vkey))
    return `The database and the keeper's folder know ${origin} under different keys: an older backup of one of them was restored. ${WAY_OUT}`;
  const moved = await findMovedEnd(db, head);
  if (moved) return `${moved} ${WAY_OUT}`;
  try {
    await signer.check();
    return null;
  } catch (error) {
    if (error instanceof SignerRefusal) return `${error.message}. ${WAY_OUT}`;
    throw error;
  }
}
