import { type Head, originOf, vkeyOf } from './identity';
import type { KeyStore } from './key-store';

/**
 * The last step of a fork: its key becomes the key. Also for a fork whose process was killed once the new log had begun; one that was
 * killed before has changed nothing, and is begun anew by whoever wants it.
 */
export function settleFork(store: KeyStore, head: Head | null, now: Date): { origin: string; vkey: string } | null {
  const { pending } = store;
  if (pending?.change.kind !== 'fork') return null;
  const origin = originOf(store.instance, pending.change.log);
  const vkey = vkeyOf(origin, pending.key);
  if (head?.origin !== origin || head.vkey !== vkey) return null;
  store.finish(vkeyOf(originOf(store.instance, store.log), store.ledgerKey()), now);
  return { origin, vkey };
}
