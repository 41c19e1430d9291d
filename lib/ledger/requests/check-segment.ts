import { microsToRecordTime } from '@/lib/core/time';
import { pool } from '@/lib/db';
import { Frontier } from '../format/merkle';
import { columnsOf } from './commit-segment';
import { parseRow, rowHash } from './request-row';
import { readSegmentEvent } from './verify-request';

type Row = {
  position: number;
  request_id: string;
  micros: string;
  actor_id: string;
  certificate: Buffer | null;
  record: Buffer;
  leaf_hash: Buffer;
};

/** `position` is the first row that is not as it was; null when the damage is the segment's own. */
export type CheckedSegment =
  | { verdict: 'ok'; count: number }
  | { verdict: 'broken' | 'missing'; position: number | null; problem: string };

/** What of a row is not what was written, or null. */
function problemOf(stored: Row): string | null {
  const row = parseRow(stored.record);
  if (!row) return 'its bytes are not a row in canonical form';
  if (!rowHash(stored.record).equals(stored.leaf_hash)) return 'its hash is not that of its bytes';
  const said = columnsOf({ row });
  const same =
    said.requestId === stored.request_id &&
    said.occurredAt === microsToRecordTime(BigInt(stored.micros)) &&
    said.actorId === stored.actor_id &&
    (said.certificate === null ? stored.certificate === null : stored.certificate?.equals(said.certificate) === true);
  return same ? null : 'a column says other than its bytes';
}

/** Whether the rows of a segment are those, and all of those, over which its event holds the root. */
export async function checkSegment(segment: string): Promise<CheckedSegment> {
  const { rows } = await pool().query<Row>(
    `SELECT position, request_id, (extract(epoch FROM occurred_at) * 1000000)::bigint AS micros, actor_id, certificate, record, leaf_hash
     FROM service_request WHERE segment = $1 ORDER BY position`,
    [segment],
  );
  const sealed = await pool().query<{ record: Buffer }>('SELECT record FROM audit_event WHERE event_id = $1', [
    segment,
  ]);
  const event = sealed.rows[0] && readSegmentEvent(sealed.rows[0].record);
  const broken = (problem: string, position: number | null = null): CheckedSegment => ({
    verdict: 'broken',
    position,
    problem,
  });
  if (!event) {
    if (sealed.rows[0]) return broken('the event is not one of requests');
    return { verdict: 'missing', position: null, problem: 'no sealed event accounts for these rows' };
  }
  const frontier = Frontier.empty();
  for (const [place, row] of rows.entries()) {
    if (row.position !== place) return broken('a row is missing', place);
    if (place >= event.count) return broken('there are more rows than the event counts', place);
    const problem = problemOf(row);
    if (problem) return broken(problem, place);
    frontier.append(row.leaf_hash);
  }
  if (rows.length < event.count) return broken('rows are missing at the end', rows.length);
  if (!frontier.root().equals(event.root)) return broken('the rows do not give the root that the event holds');
  return { verdict: 'ok', count: event.count };
}
