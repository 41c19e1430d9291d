import { pool } from '@/lib/db';
import { subtreeRoot } from '../format/merkle';
import { inclusionParts } from '../format/proof';
import { type RequestProof, readSegmentEvent } from './verify-request';

type Row = { segment: string; position: number; record: Buffer };

const FIND =
  'SELECT segment, position, record FROM service_request WHERE request_id = $1 ORDER BY segment, position LIMIT 1';

async function findHashes(segment: string): Promise<Buffer[]> {
  const { rows } = await pool().query<{ leaf_hash: Buffer }>(
    'SELECT leaf_hash FROM service_request WHERE segment = $1 ORDER BY position',
    [segment],
  );
  return rows.map((row) => row.leaf_hash);
}

/** A request with its way to the event that holds its segment's root; null when there is no such row, or its event is not sealed yet. */
export async function proveRequest(requestId: string): Promise<RequestProof | null> {
  const row = (await pool().query<Row>(FIND, [requestId])).rows[0];
  if (!row) return null;
  const { rows } = await pool().query<{ seq: string; record: Buffer }>(
    'SELECT seq, record FROM audit_event WHERE event_id = $1',
    [row.segment],
  );
  const sealed = rows[0];
  const event = sealed && readSegmentEvent(sealed.record);
  if (!event) return null;
  // What stands behind the last row that the event counts is not its own.
  const hashes = (await findHashes(row.segment)).slice(0, event.count);
  if (row.position >= hashes.length) return null;
  const path = inclusionParts(BigInt(row.position), BigInt(hashes.length)).map(({ lo, hi }) =>
    subtreeRoot(hashes.slice(Number(lo), Number(hi))).toString('hex'),
  );
  return {
    row: row.record.toString('utf8'),
    segment: row.segment,
    position: row.position,
    count: event.count,
    path,
    event: sealed.record.toString('utf8'),
    seq: Number(sealed.seq),
  };
}
