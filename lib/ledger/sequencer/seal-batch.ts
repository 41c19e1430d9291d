import type { Connection } from '@/lib/db';
import { sealable } from '../build-record';
import { SEALED_CHANNEL } from '../channels';
import type { Envelope } from '../envelope';
import { encodeEntry, leafHash } from '../format/entry';
import { project } from '../projection';
import { Dimensions, type Numbers } from './dimensions';
import { examine, type ForgeryReason, type InboxRow } from './examine';
import { forgeryRecord } from './forgery';
import { storeTiles, Tiles } from './tiles';

export const BATCH_ROWS = 2_000;
export const BATCH_BYTES = 8 * 1024 * 1024;

/** What the sequencer knows of the log's end. Valid only as long as every transaction that used it has committed. */
export type Tail = { size: bigint; hash: Buffer; sealedAt: bigint; dimensions: Dimensions; tiles: Tiles };

type Sealable = { envelope: Envelope; eventId: string; record: Buffer; digest: Buffer };
type SealOptions = {
  keyOf: (writer: string) => Buffer;
  now: () => Date;
  onForgery?: (problem: ForgeryReason, row: InboxRow) => void;
};

export class HeadMoved extends Error {
  override readonly name = 'HeadMoved';
}

export async function loadTail(db: Connection): Promise<Tail | null> {
  const { rows } = await db.query<{ size: string; hash: Buffer; micros: string }>(
    'SELECT size, hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM ledger_head',
  );
  const head = rows[0];
  if (!head) return null;
  const size = BigInt(head.size);
  return {
    size,
    hash: head.hash,
    sealedAt: BigInt(head.micros),
    dimensions: await Dimensions.load(db),
    tiles: await Tiles.load(db, size),
  };
}

/** At most 2,000 rows or 8 MiB, but always one, oldest transaction first. */
const TAKE = `SELECT xid::text, position, event_id, record, digest, writer, mac FROM (
    SELECT *, sum(octet_length(record)) OVER (ORDER BY xid, position) - octet_length(record) AS before
    FROM (SELECT * FROM audit_inbox ORDER BY xid, position LIMIT ${BATCH_ROWS}) AS next
  ) AS sized WHERE before < ${BATCH_BYTES} ORDER BY xid, position`;

const INSERT = `INSERT INTO audit_event
  (seq, event_id, record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity, class, status, severity, actor_no)
  SELECT seq, event_id, record, digest, prev, leaf_hash, recorded_at, 'epoch'::timestamptz + sealed_at * interval '1 microsecond',
    module, activity, class, status, severity, actor_no
  FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::timestamptz[], $8::bigint[],
    $9::smallint[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::integer[])
    AS r(seq, event_id, record, digest, prev, leaf_hash, recorded_at, sealed_at, module, activity, class, status, severity, actor_no)`;

/** Ids that were sealed already, with the digest they were sealed under. */
async function sealedBefore(db: Connection, rows: readonly InboxRow[]): Promise<Map<string, Buffer>> {
  const { rows: known } = await db.query<{ event_id: string; digest: Buffer }>(
    'SELECT event_id, digest FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [rows.map((row) => row.event_id)],
  );
  return new Map(known.map((row) => [row.event_id, row.digest]));
}

async function sift(
  db: Connection,
  rows: readonly InboxRow[],
  { keyOf, now, onForgery }: SealOptions,
): Promise<Sealable[]> {
  const known = await sealedBefore(db, rows);
  const chosen: Sealable[] = [];
  const reject = (row: InboxRow, problem: ForgeryReason) => {
    onForgery?.(problem, row);
    chosen.push(forgeryRecord(row, problem, now()));
  };
  for (const row of rows) {
    const examined = examine(row, keyOf);
    if (!examined.ok) {
      reject(row, examined.problem);
      continue;
    }
    const earlier = known.get(row.event_id);
    if (earlier) {
      // Same id and same bytes is a writer that asked again; it is sealed once.
      if (!earlier.equals(row.digest)) reject(row, 'reused');
      continue;
    }
    known.set(row.event_id, row.digest);
    chosen.push({ envelope: examined.envelope, eventId: row.event_id, record: row.record, digest: row.digest });
  }
  return chosen;
}

/** Appends records to the log inside the caller's transaction and moves the head; refuses when the head is not where the tail says. */
export async function appendToLog(db: Connection, tail: Tail, records: readonly Sealable[], now: Date): Promise<Tail> {
  const micros = BigInt(now.getTime()) * 1000n;
  // A clock that steps back does not take the log with it.
  const sealedAt = micros > tail.sealedAt ? micros : tail.sealedAt;
  const columns: unknown[][] = Array.from({ length: 14 }, () => []);
  const leaves: Buffer[] = [];
  let { size, hash } = tail;
  for (const { envelope, eventId, record, digest } of records) {
    const projection = project(envelope);
    const numbers: Numbers = await tail.dimensions.numbersFor(db, projection);
    const leaf = leafHash(encodeEntry(size, sealedAt, hash, digest));
    const row = [
      size,
      eventId,
      record,
      digest,
      hash,
      leaf,
      projection.recordedAt,
      sealedAt,
      numbers.module,
      numbers.activity,
    ];
    row.push(projection.class, projection.status, projection.severity, numbers.actor);
    for (const [i, value] of row.entries()) columns[i]?.push(value);
    leaves.push(leaf);
    hash = leaf;
    size += 1n;
  }
  if (records.length > 0) await db.query(INSERT, columns);
  await storeTiles(db, tail.tiles.append(leaves));
  const moved = await db.query(
    `UPDATE ledger_head SET size = $1, hash = $2, sealed_at = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond' WHERE size = $4 AND hash = $5`,
    [size, hash, sealedAt, tail.size, tail.hash],
  );
  if (moved.rowCount !== 1)
    throw new HeadMoved(`the log's head is not at ${tail.size} any more: another keeper is sealing`);
  return { ...tail, size, hash, sealedAt };
}

/** One transaction from the inbox to the log. On any error the tail must be thrown away: the outcome of a COMMIT may be unknown. */
export async function sealBatch(
  db: Connection,
  tail: Tail,
  options: SealOptions,
): Promise<{ tail: Tail; taken: number }> {
  await db.query('BEGIN');
  try {
    const { rows } = await db.query<InboxRow>(TAKE);
    if (rows.length === 0) {
      await db.query('ROLLBACK');
      return { tail, taken: 0 };
    }
    const next = await appendToLog(db, tail, await sift(db, rows, options), options.now());
    const removed = await db.query(
      'DELETE FROM audit_inbox WHERE (xid, position) IN (SELECT * FROM unnest($1::text[]::xid8[], $2::bigint[]))',
      [rows.map((row) => row.xid), rows.map((row) => row.position)],
    );
    if (removed.rowCount !== rows.length)
      throw new HeadMoved('rows of the inbox went away while they were being sealed');
    await db.query('SELECT pg_notify($1, $2)', [SEALED_CHANNEL, String(next.size)]);
    await db.query('COMMIT');
    return { tail: next, taken: rows.length };
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Event 0 and the head, in one transaction; the log is either begun whole or not at all. */
export async function beginLog(
  db: Connection,
  { instance, origin, vkey }: { instance: string; origin: string; vkey: string },
  first: Envelope,
  now: Date,
): Promise<void> {
  await db.query('BEGIN');
  try {
    const zero = Buffer.alloc(32);
    await db.query(
      `INSERT INTO ledger_head (instance, origin, vkey, size, hash, sealed_at) VALUES ($1, $2, $3, 0, $4, 'epoch')`,
      [instance, origin, vkey, zero],
    );
    const tail: Tail = {
      size: 0n,
      hash: zero,
      sealedAt: 0n,
      dimensions: await Dimensions.load(db),
      tiles: await Tiles.load(db, 0n),
    };
    await appendToLog(db, tail, [sealable(first)], now);
    await db.query('COMMIT');
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
