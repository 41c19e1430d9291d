import type { Connection } from '@/lib/db';
import { examine, type ForgeryReason, type InboxRow } from './examine';
import { forgeryRecord } from './forgery';
import type { Sealable } from './insert-events';
import { appendToLog, type Tail } from './tail';
import { nextFrom, type TakenRow, takeBatch } from './take-batch';

/** Small enough that a portion is on its way to the database before the next is examined. */
const PORTION = 200;

type SealOptions = {
  keyOf: (writer: string) => Buffer;
  now: () => Date;
  /** Before COMMIT, whose outcome may stay unknown: where the log ends if it went through. */
  onAttempt?: (tail: Tail) => void;
  onForgery?: (problem: ForgeryReason, row: InboxRow) => void;
};

/** What of a row is sealed: its record, a report in its place, or nothing when it was sealed before. */
function sift(row: TakenRow, known: Map<string, Buffer>, { keyOf, now, onForgery }: SealOptions): Sealable | null {
  const reject = (problem: ForgeryReason): Sealable => {
    onForgery?.(problem, row);
    return forgeryRecord(row, problem, now());
  };
  const examined = examine(row, keyOf);
  if (!examined.ok) return reject(examined.problem);
  const earlier = row.sealed_digest ?? known.get(row.event_id);
  // Same id and same bytes is a writer that asked again; it is sealed once.
  if (earlier) return earlier.equals(row.digest) ? null : reject('reused');
  known.set(row.event_id, row.digest);
  return { envelope: examined.envelope, eventId: row.event_id, record: row.record, digest: row.digest };
}

function* portions(rows: readonly TakenRow[], options: SealOptions): Generator<Sealable[]> {
  const known = new Map<string, Buffer>();
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
  from = '0',
): Promise<{ tail: Tail; taken: number; from: string }> {
  await db.query('BEGIN');
  try {
    const rows = await takeBatch(db, from);
    if (rows.length === 0) {
      await db.query('ROLLBACK');
      return { tail, taken: 0, from };
    }
    const next = await appendToLog(db, tail, portions(rows, options), options.now());
    options.onAttempt?.(next);
    await db.query('COMMIT');
    return { tail: next, taken: rows.length, from: nextFrom(rows, from) };
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
