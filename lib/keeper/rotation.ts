import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import type { Connection, Queryable } from '@/lib/db';
import type { OwnEvent } from '@/lib/ledger/sequencer/append-own';
import { log } from '@/lib/log';
import { vkeyOf } from './identity';
import { keeperEvent } from './keeper-event';
import type { KeyStore } from './key-store';
import type { Signer } from './signer';

export type RotationOptions = {
  store: KeyStore;
  signer: Signer;
  db: Queryable;
  origin: string;
  append: (own: OwnEvent) => Promise<bigint>;
};

export type Rotated = { seq: number; oldVkey: string; newVkey: string; note: string };

/** Whose word it is: the keeper knows only that somebody with this account's rights asked. */
export type Wish = { reason?: string | undefined; by?: string | undefined };

/**
 * One ledger key hands over to the next: the next one made and kept; the event sealed; a checkpoint that ends with it, signed by both;
 * the old key destroyed. Each step finds by itself whether it was done before, so a keeper killed between any two goes on.
 */
export class KeyRotation {
  constructor(private readonly options: RotationOptions) {}

  async rotate(wish: Wish, now: Date): Promise<Rotated> {
    this.begin(wish, now);
    try {
      const rotated = await this.finish(now);
      if (rotated) return rotated;
    } catch (error) {
      log().error({ reason: String(error) }, 'the change of the ledger key is not ended yet');
    }
    throw new AppError(
      'unavailable',
      'The change of the ledger key was begun and is not ended yet; the keeper ends it before it signs again',
    );
  }

  /** Made and written down; the signer ends it before it signs anything else. */
  private begin({ reason, by }: Wish, now: Date): void {
    const { store } = this.options;
    if (store.pending?.change.kind === 'rotation') return;
    store.begin({
      kind: 'rotation',
      eventId: uuidv7(now.getTime()),
      ...(reason !== undefined && { reason }),
      ...(by !== undefined && { by }),
    });
  }

  /** Ends what was begun; null when nothing was. */
  async finish(now: Date): Promise<Rotated | null> {
    const { store, signer, origin } = this.options;
    const { pending } = store;
    if (pending?.change.kind !== 'rotation') return null;
    const { eventId, ...wish } = pending.change;
    const oldKey = store.ledgerKey();
    const [oldVkey, newVkey] = [vkeyOf(origin, oldKey), vkeyOf(origin, pending.key)];
    const seq = (await this.findSealed(eventId)) ?? (await this.seal(eventId, wish, oldVkey, newVkey, now));
    await signer.signAt(seq + 1n, [oldKey, pending.key]);
    store.finish(oldVkey, now);
    log().info({ oldVkey, newVkey, seq: Number(seq) }, 'the ledger key was changed');
    return { seq: Number(seq), oldVkey, newVkey, note: signer.note() };
  }

  private async findSealed(eventId: string): Promise<bigint | null> {
    const { rows } = await this.options.db.query<{ seq: string }>('SELECT seq FROM audit_event WHERE event_id = $1', [
      eventId,
    ]);
    return rows[0] ? BigInt(rows[0].seq) : null;
  }

  private seal(eventId: string, { reason, by }: Wish, oldVkey: string, newVkey: string, now: Date): Promise<bigint> {
    const { origin, append } = this.options;
    const event = keeperEvent(
      {
        name: 'audit.key_rotated',
        summary: `The ledger key of ${origin} was changed.`,
        details: { origin, oldVkey, newVkey, ...(reason !== undefined && { reason }) },
        ...(by !== undefined && { claims: { actor: by } }),
      },
      now,
      eventId,
    );
    const effect = async (db: Connection) => {
      const moved = await db.query('UPDATE ledger_head SET vkey = $1 WHERE origin = $2 AND vkey = $3', [
        newVkey,
        origin,
        oldVkey,
      ]);
      if (moved.rowCount !== 1) throw new Error(`the database does not name ${oldVkey} as the key of ${origin}`);
    };
    return append({ event, effect });
  }
}
