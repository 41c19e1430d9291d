import type { Connection } from '@/lib/db';
import { SEALED_CHANNEL } from '../channels';
import { examine, type ForgeryReason, type InboxRow } from './examine';
import { forgeryRecord } from './forgery';
import type { Sealable } from './insert-events';
import { appendToLog, HeadMoved, type Tail } from './tail';
import { removeBatch, sealedBefore, takeBatch } from './take-batch';

/** Small enough that a portion is on its way to the database before the next is examined. */
const PORTION = 200;

type SealOptions = {
  keyOf: (writer: string) => Buffer;
  now: () => Date;
  onForgery?: (problem: ForgeryReason, row: InboxRow) => void;
};

/** What of a row is sealed: its record, a report in its place, or nothing when it was sealed before. */
function sift(row: InboxRow, known: Map<string, Buffer>, { keyOf, now, onForgery }: SealOptions): Sealable | null {
  const reject = (problem: ForgeryReason): Sealable => {
    onForgery?.(problem, row);
    return forgeryRecord(row, problem, now());
  };
  const examined = examine(row, keyOf);
  if (!examined.ok) return reject(examined.problem);
  const earlier = known.get(row.event_id);
  // Same id and same bytes is a writer that asked again; it is sealed once.
  if (earlier) return earlier.equals(row.digest) ? null : reject('reused');
  known.set(row.event_id, row.digest);
  return { envelope: examined.envelope, eventId: row.event_id, record: row.record, digest: row.digest };
}

function* portions(rows: readonly InboxRow[], known: Map<string, Buffer>, options: SealOptions): Generator<Sealable[]> {
  for (let from = 0; from < rows.length; from += PORTION) {
    const chosen = rows.slice(from, from + PORTION).map((row) => sift(row, known, options));
    yield chosen.filter((one): one is Sealable => one !== null);
  }
}

/** One transaction from the inbox to the log. On any error the tail must be thrown away: the outcome of a COMMIT may be unknown. */
export async function sealBatch(
  db: Connection,
  tail: Tail,
  options: SealOptions,
): Promise<{ tail: Tail; taken: number }> {
  await db.query('BEGIN');
  try {
    const rows = await takeBatch(db);
    if (rows.length === 0) {
      await db.query('ROLLBACK');
      return { tail, taken: 0 };
    }
    const known = await sealedBefore(db, rows);
    const next = await appendToLog(db, tail, portions(rows, known, options), options.now());
    if ((await removeBatch(db, rows)) !== rows.length) {
      throw new HeadMoved('rows of the inbox went away while they were being sealed');
    }
    await db.query('SELECT pg_notify($1, $2)', [SEALED_CHANNEL, String(next.size)]);
    await db.query('COMMIT');
    return { tail: next, taken: rows.length };
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
