import { AppError } from '@/lib/core/errors';
import type { Connection } from '@/lib/db';
import type { Receipt } from './append';
import { receiptOf } from './append';
import { appendBulk } from './append-bulk';
import type { BuiltRecord } from './build-record';
import { inBulkTransaction } from './bulk-transaction';
import { readEvent } from './ingest-event';
import { acknowledge } from './record-events';
import { getWriter } from './writer';

export const MOST_EVENTS = 1_000;

/** What became of each event handed in, in their order. A conflict is an id that stands for other bytes already. */
export type Ingested =
  | ({ outcome: 'accepted' | 'repeat' } & Receipt)
  | { outcome: 'conflict'; eventId: string; digest: string; message: string }
  | { outcome: 'invalid'; eventId: string | null; field: string; message: string };

type Known = Map<string, Buffer>;

/** One who hands in at a time, until it has committed: two with the same id at once must not both find it unknown. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtext('chainward_ingest'))::text";

async function findKnown(db: Connection, ids: readonly string[]): Promise<Known> {
  const { rows } = await db.query<{ event_id: string; digest: Buffer }>('SELECT * FROM chainward_known($1::uuid[])', [
    ids,
  ]);
  return new Map(rows.map((row) => [row.event_id, row.digest]));
}

/** Each against what is known, and against what stood before it in the same call. */
function decide(one: BuiltRecord, known: Known): Ingested {
  const receipt = receiptOf(one);
  const earlier = known.get(one.eventId);
  known.set(one.eventId, earlier ?? one.digest);
  if (!earlier) return { outcome: 'accepted', ...receipt };
  if (earlier.equals(one.digest)) return { outcome: 'repeat', ...receipt };
  const message = `The id ${one.eventId} stands for another event already (SHA-256 ${earlier.toString('hex')})`;
  return { outcome: 'conflict', eventId: one.eventId, digest: earlier.toString('hex'), message };
}

const append = (built: readonly BuiltRecord[]) =>
  inBulkTransaction(async (db) => {
    await db.query(LOCK);
    const known = await findKnown(
      db,
      built.map((one) => one.eventId),
    );
    const outcomes = built.map((one) => decide(one, known));
    const fresh = built.filter((_, i) => outcomes[i]?.outcome === 'accepted');
    if (fresh.length > 0) await appendBulk(db, fresh);
    return { outcomes, fresh };
  });

/**
 * Whole events, by the hundred. Handing in the same bytes again is answered with the same receipt, so that whoever got no answer may
 * repeat. What an event says of its actor is taken as it stands: who may say so is for the caller to decide.
 */
export async function ingest(events: readonly unknown[]): Promise<Ingested[]> {
  if (events.length > MOST_EVENTS)
    throw new AppError('too_large', `${events.length} events are too many for one call; ${MOST_EVENTS} at most`);
  await getWriter();
  const read = events.map(readEvent);
  const { outcomes, fresh } = await append(read.flatMap((one) => (one.ok ? [one.built] : [])));
  acknowledge(fresh);
  const decided = outcomes.values();
  return read.map((one) => (one.ok ? (decided.next().value as Ingested) : one.refusal));
}
