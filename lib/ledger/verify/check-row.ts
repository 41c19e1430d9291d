import type { Envelope } from '../envelope';
import { encodeEntry, leafHash } from '../format/entry';
import { parseRecord, recordDigest } from '../format/record';
import { type Projection, project } from '../projection';
import type { Damage } from './verdict';

/** A row of the log with its numbers resolved to names, as the verifier reads it. */
export type VerifiedRow = {
  seq: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  micros: string;
  recorded_micros: string;
  module: string | null;
  activity: string | null;
  class: number;
  status: number;
  severity: number;
  actor_type: string | null;
  actor_id: string | null;
  actor_name: string | null;
};

export type Before = { seq: bigint; leaf: Buffer; micros: bigint };
type Problem = { damage: Damage; detail: string };

const microsOfText = (time: string): bigint =>
  BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1000n + BigInt(time.slice(20, 26));

/** What was put in a record's place may be any JSON: then there is nothing to compare with. */
function readEnvelope(record: Buffer): { id: unknown; said: Projection; recordedAt: bigint } | null {
  try {
    const envelope = JSON.parse(record.toString('utf8')) as Envelope;
    const said = project(envelope);
    return { id: envelope.id, said, recordedAt: microsOfText(said.recordedAt) };
  } catch {
    return null;
  }
}

function columnProblem(row: VerifiedRow): Problem | null {
  const read = readEnvelope(row.record);
  if (!read) return { damage: 'form', detail: 'it is no event' };
  const { id, said, recordedAt } = read;
  const pairs: [string, unknown, unknown][] = [
    ['event_id', row.event_id, id],
    ['recorded_at', BigInt(row.recorded_micros), recordedAt],
    ['module', row.module, said.module],
    ['activity', row.activity, said.activity],
    ['class', row.class, said.class],
    ['status', row.status, said.status],
    ['severity', row.severity, said.severity],
    ['actor type', row.actor_type, said.actor.type],
    ['actor id', row.actor_id, said.actor.id],
    ['actor name', row.actor_name, said.actor.name],
  ];
  const wrong = pairs.find(([, stored, recorded]) => stored !== recorded);
  return wrong ? { damage: 'column', detail: `the column ${wrong[0]} differs` } : null;
}

/** Everything that can be wrong with one event, and the leaf that it really has. Pure. */
export function checkRow(row: VerifiedRow, before: Before): { leaf: Buffer; problems: Problem[] } {
  const seq = BigInt(row.seq);
  const problems: Problem[] = [];
  if (seq !== before.seq + 1n) problems.push({ damage: 'gap', detail: `after ${before.seq} comes ${seq}` });
  const digest = recordDigest(row.record);
  if (!digest.equals(row.digest)) problems.push({ damage: 'digest', detail: 'the stored digest is another' });
  if (!row.prev.equals(before.leaf)) problems.push({ damage: 'chain', detail: 'the stored previous hash is another' });
  const leaf = leafHash(encodeEntry(seq, BigInt(row.micros), before.leaf, digest));
  if (!leaf.equals(row.leaf_hash))
    problems.push({ damage: 'leaf', detail: 'recomputed from record, time and predecessor it is another' });
  if (BigInt(row.micros) < before.micros) problems.push({ damage: 'time', detail: 'sealing times never fall' });
  const written = parseRecord(row.record);
  if (!written) problems.push({ damage: 'form', detail: 'written again it gives other bytes' });
  else {
    const problem = columnProblem(row);
    if (problem) problems.push(problem);
  }
  return { leaf, problems };
}
