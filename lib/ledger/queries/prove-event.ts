import { AppError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db';
import { encodeEntry, leafHash } from '../format/entry';
import { verifyInclusion } from '../format/proof';
import { encodeTlogProof } from '../format/tlog-proof';
import { TreeReader } from '../tree/tree-reader';

type Row = { record: Buffer; digest: Buffer; prev: Buffer; micros: string };
type Signed = { size: string; root: Buffer; note: string };

/** One event and its way to the newest signed root, for somebody who has the log's key and nothing else of us. */
export type EventProof = { seq: number; size: number; text: string };

const EVENT = `SELECT record, digest, prev, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros
  FROM audit_event WHERE seq = $1`;
const NEWEST = `SELECT s.size, s.root, s.note FROM ledger_checkpoint s JOIN ledger_head h ON h.origin = s.origin
  ORDER BY s.size DESC LIMIT 1`;

/** Computes again what it hands out: a proof that does not hold is never given to anybody. */
export async function proveEvent(db: Queryable, seq: number): Promise<EventProof> {
  const row = (await db.query<Row>(EVENT, [seq])).rows[0];
  if (!row) throw new AppError('not_found', `There is no event ${seq} in this log`);
  const signed = (await db.query<Signed>(NEWEST)).rows[0];
  if (!signed || BigInt(signed.size) <= BigInt(seq))
    throw new AppError('unavailable', `Event ${seq} is not under a signature yet. Try again in some seconds`);
  const index = BigInt(seq);
  const size = BigInt(signed.size);
  const hashes = await new TreeReader(db, size).inclusionProof(index);
  const entry = encodeEntry(index, BigInt(row.micros), row.prev, row.digest);
  if (!verifyInclusion(leafHash(entry), index, size, hashes, signed.root))
    throw new AppError('conflict', `Event ${seq} does not lead to the signed root: verify the ledger`);
  const text = encodeTlogProof({ index, hashes, checkpoint: signed.note, extra: Buffer.concat([entry, row.record]) });
  return { seq, size: Number(size), text };
}
