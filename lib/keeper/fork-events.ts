import type { Queryable } from '@/lib/db';
import type { BuiltRecord } from '@/lib/ledger/build-record';
import type { Head } from './identity';
import { keeperEvent } from './keeper-event';

/** A log as it was left: what the database holds of it, and how much of it was signed, if that is known. */
export type LeftLog = { origin: string; vkey: string; size: number; signedSize: number | null };

type Facts = {
  instance: string;
  origin: string;
  vkey: string;
  head: Head | null;
  from: LeftLog;
  /** What the signer signed last of the old log, as it said it. */
  signed: string | null;
  reason: string;
  by?: string | undefined;
};

/** A demo stays one. An old log may be damaged anywhere, its first event too. */
async function isDemo(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ record: Buffer }>('SELECT record FROM audit_event WHERE seq = 0');
  try {
    return JSON.parse(rows[0]?.record.toString() ?? '')?.details?.demo === true;
  } catch {
    return false;
  }
}

/** The last checkpoint of the old log that an anchor confirmed, as far as this database remembers. */
async function lastAnchored(db: Queryable, origin: string): Promise<string | null> {
  const { rows } = await db.query<{ note: string }>(
    "SELECT note FROM anchor_receipts WHERE origin = $1 AND state = 'done' ORDER BY size DESC LIMIT 1",
    [origin],
  );
  return rows[0]?.note ?? null;
}

/** Events 0 and 1 of the new log. Size and hash of the old one's last event bind all it holds: what is changed there later shows. */
export async function forkEvents(db: Queryable, facts: Facts, now: Date): Promise<BuiltRecord[]> {
  const { instance, origin, vkey, head, from, signed, reason, by } = facts;
  const claims = by === undefined ? {} : { claims: { actor: by } };
  const started = keeperEvent(
    {
      name: 'system.ledger_started',
      summary: `The ledger ${origin} began, in place of ${from.origin}.`,
      details: {
        instance,
        origin,
        vkey,
        format: 1,
        demo: await isDemo(db),
        forkedFrom: {
          origin: from.origin,
          vkey: from.vkey,
          size: from.size,
          hash: head?.hash.toString('hex') ?? null,
          signed,
          anchored: await lastAnchored(db, from.origin),
          reason,
        },
      },
      ...claims,
    },
    now,
  );
  const forked = keeperEvent(
    {
      name: 'audit.forked',
      summary: `The ledger ${from.origin} ended at ${from.size} events; ${origin} goes on under a new key.`,
      details: {
        from: from.origin,
        to: origin,
        oldVkey: from.vkey,
        newVkey: vkey,
        restoredSize: from.size,
        signedSize: from.signedSize,
        reason,
      },
      ...claims,
    },
    now,
  );
  return [started, forked];
}
