import type { Connection } from '@/lib/db';
import { parseCheckpoint } from '../format/checkpoint';
import { ZERO_HASH } from '../format/entry';
import { Frontier } from '../format/merkle';
import { isSignedBy, parseVerifierKey } from '../format/note';
import { Tiles } from '../sequencer/tiles';
import { type Before, checkRow, type VerifiedRow } from './check-row';
import { DAMAGES, type Damage, type Finding, type Report, type Verdict } from './verdict';

const SLICE = 2_000n;
const MOST_FINDINGS = 100;
const HASH = 32;

/** A time that no event can have, such as infinity, comes out as a wrong one and does not end the reading. */
const micros = (column: string) =>
  `CASE WHEN isfinite(${column}) THEN greatest(0, (extract(epoch FROM ${column}) * 1000000)::bigint) ELSE 0 END`;

const READ = `SELECT e.seq, e.event_id, e.record, e.digest, e.prev, e.leaf_hash, e.class, e.status, e.severity,
    ${micros('e.sealed_at')} AS micros, ${micros('e.recorded_at')} AS recorded_micros,
    m.name AS module, a.name AS activity, d.type AS actor_type, d.actor_id, d.name AS actor_name
  FROM audit_event e LEFT JOIN dim_module m ON m.no = e.module LEFT JOIN dim_activity a ON a.no = e.activity
    LEFT JOIN dim_actor d ON d.no = e.actor_no
  WHERE e.seq >= $1 AND e.seq < $2 ORDER BY e.seq`;

type Head = { origin: string; vkey: string; size: string; hash: Buffer };
type Checkpoint = { size: string; root: Buffer; note: string };

class Findings {
  readonly list: Finding[] = [];
  private total = 0;
  add(seq: number | null, damage: Damage, detail: string): void {
    this.total += 1;
    if (this.list.length < MOST_FINDINGS) this.list.push({ seq, damage, detail: `${DAMAGES[damage]}: ${detail}` });
  }
  get first(): Finding | null {
    const placed = this.list.filter((finding) => finding.seq !== null);
    return (
      placed.reduce<Finding | null>(
        (least, finding) => (least === null || Number(finding.seq) < Number(least.seq) ? finding : least),
        null,
      ) ??
      this.list[0] ??
      null
    );
  }
  anyWithin(from: number, to: number): boolean {
    return this.list.some(({ seq }) => seq !== null && seq >= from && seq < to);
  }
  get any(): boolean {
    return this.total > 0;
  }
}

export type VerifyOptions = {
  db: Connection;
  /** The key as its caller knows it, never as the server under test tells it. */
  vkey?: string | undefined;
  onProgress?: (done: number, size: number) => void;
};

/** Signatures over more than `above` and at most `upTo` events; of those beyond the log's end the first hundred say enough. */
async function readCheckpoints(db: Connection, above: bigint, upTo: bigint): Promise<Checkpoint[]> {
  const { rows } = await db.query<Checkpoint>(
    `SELECT size, root, note FROM ledger_checkpoint
     WHERE origin = (SELECT origin FROM ledger_head) AND size > $1 AND size <= $2 ORDER BY size LIMIT ${SLICE}`,
    [above, upTo],
  );
  return rows;
}

/** Event 0 names the log and its key; a head that says otherwise was put there. */
function checkFirst(record: Buffer, head: Head, findings: Findings): void {
  try {
    const { details } = JSON.parse(record.toString('utf8')) as { details?: { origin?: string; vkey?: string } };
    if (details?.origin !== head.origin || details.vkey !== head.vkey)
      findings.add(0, 'origin', `it names ${String(details?.origin)}`);
  } catch {
    findings.add(0, 'origin', 'it cannot be read');
  }
}

function checkCheckpoint(
  checkpoint: Checkpoint,
  head: Head,
  key: ReturnType<typeof parseVerifierKey>,
  root: Buffer | null,
  findings: Findings,
): void {
  const said = parseCheckpoint(checkpoint.note);
  const seq = Number(checkpoint.size) - 1;
  if (
    !said ||
    said.origin !== head.origin ||
    String(said.size) !== checkpoint.size ||
    !said.root.equals(checkpoint.root)
  ) {
    findings.add(seq, 'checkpoint', `the note at size ${checkpoint.size} says something else than its row`);
  } else if (!root || !said.root.equals(root)) {
    findings.add(seq, 'checkpoint', `at size ${checkpoint.size} the signed root is another than the events give`);
  }
  if (!key || !isSignedBy(checkpoint.note, key)) findings.add(seq, 'signature', `at size ${checkpoint.size}`);
}

/** The first leaf under each hash of a stored row that is not what the events give. */
function differing(
  { level, index, data }: { level: number; index: bigint; data: Buffer },
  stored: Buffer | undefined,
): { from: number; to: number }[] {
  const width = 256 ** level;
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < data.length; at += HASH) {
    if (stored?.subarray(at, at + HASH).equals(data.subarray(at, at + HASH))) continue;
    const from = (Number(index) * 256 + at / HASH) * width;
    found.push({ from, to: from + width });
  }
  return found;
}

async function checkTiles(
  db: Connection,
  tiles: readonly { level: number; index: bigint; data: Buffer }[],
  findings: Findings,
): Promise<void> {
  if (tiles.length === 0) return;
  const { rows } = await db.query<{ level: number; index: string; data: Buffer }>(
    'SELECT t.level, t.index, t.data FROM ledger_tile t JOIN unnest($1::smallint[], $2::bigint[]) AS w(level, index) ON t.level = w.level AND t.index = w.index',
    [tiles.map((tile) => tile.level), tiles.map((tile) => tile.index)],
  );
  const stored = new Map(rows.map((row) => [`${row.level}/${row.index}`, row.data]));
  for (const tile of [...tiles].sort((a, b) => a.level - b.level)) {
    const name = `${tile.level}/${tile.index}`;
    // What differs only because something below it does is no damage of its own.
    const first = differing(tile, stored.get(name)).find(({ from, to }) => !findings.anyWithin(from, to));
    if (first) findings.add(first.from, 'tree', `row ${name}`);
  }
}

/**
 * Reads the whole log up to its size at the start, in slices, and recomputes everything: digests, chain, times, columns, tree, roots of
 * all checkpoints. Memory does not grow with the log.
 */
export async function verifyLog({ db, vkey, onProgress }: VerifyOptions): Promise<Report> {
  const began = Date.now();
  const findings = new Findings();
  // Read before the head: what was signed by now the log must hold, so a signature beyond its end is that of a log since cut.
  const signed = (
    await db.query<{ size: string | null; count: string }>(
      'SELECT max(size) AS size, count(*) AS count FROM ledger_checkpoint WHERE origin = (SELECT origin FROM ledger_head)',
    )
  ).rows[0];
  const head = (await db.query<Head>('SELECT origin, vkey, size, hash FROM ledger_head')).rows[0];
  const empty = {
    findings: findings.list,
    firstBad: null,
    size: 0,
    root: null,
    checkpoints: 0,
    signedSize: 0,
    pinned: Boolean(vkey),
    origin: head?.origin ?? null,
  };
  if (!head) return { ...empty, verdict: 'missing', milliseconds: Date.now() - began };
  const key = parseVerifierKey(vkey ?? head.vkey);
  if (!key || key.name !== head.origin)
    findings.add(null, 'signature', vkey ? 'the given key is not this log’s' : 'the log’s own key cannot be read');
  const size = BigInt(head.size);

  const frontier = Frontier.empty();
  const tiles = Tiles.empty();
  let before: Before = { seq: -1n, leaf: ZERO_HASH, micros: 0n };
  const signedUpTo = signed?.size ?? '0';
  // Signatures not reached yet. Of a log with gaps the tree is shorter than the numbers say, and some never are.
  const due: Checkpoint[] = [];
  const settle = (all = false) => {
    for (let next = due[0]; next && (all || BigInt(next.size) <= frontier.size); next = due[0]) {
      due.shift();
      checkCheckpoint(next, head, key, BigInt(next.size) === frontier.size ? frontier.root() : null, findings);
    }
  };
  for (let from = 0n; from < size; from += SLICE) {
    const to = from + SLICE < size ? from + SLICE : size;
    const { rows } = await db.query<VerifiedRow>(READ, [from, to]);
    due.push(...(await readCheckpoints(db, from, to)));
    const leaves: Buffer[] = [];
    for (const row of rows) {
      if (row.seq === '0') checkFirst(row.record, head, findings);
      const { leaf, problems } = checkRow(row, before);
      // A gap is named by the number that is missing, everything else by the row that shows it.
      for (const { damage, detail } of problems)
        findings.add(Number(damage === 'gap' ? before.seq + 1n : row.seq), damage, detail);
      // Go on from what is stored, so that one bad row is one finding and not the ruin of all that follow.
      const stored = row.leaf_hash.length === leaf.length ? row.leaf_hash : leaf;
      before = { seq: BigInt(row.seq), leaf: stored, micros: BigInt(row.micros) };
      frontier.append(leaf);
      leaves.push(leaf);
      settle();
    }
    await checkTiles(db, tiles.append(leaves), findings);
    onProgress?.(Number(from + BigInt(rows.length)), Number(size));
  }
  if (frontier.size !== size || !before.leaf.equals(head.hash))
    findings.add(Number(before.seq + 1n), 'head', `it says ${size} events, ${frontier.size} are there`);
  settle(true);
  for (const checkpoint of await readCheckpoints(db, size, BigInt(signedUpTo))) {
    findings.add(Number(size), 'checkpoint', `${checkpoint.size} events were signed, the log ends at ${size}`);
    if (!key || !isSignedBy(checkpoint.note, key))
      findings.add(Number(size), 'signature', `at size ${checkpoint.size}`);
  }
  const beyond = await db.query<{ seq: string }>(
    'SELECT seq FROM audit_event WHERE seq >= $1 AND seq >= (SELECT size FROM ledger_head) ORDER BY seq LIMIT 1',
    [head.size],
  );
  if (beyond.rows[0]) findings.add(Number(beyond.rows[0].seq), 'head', 'an event stands behind the end of the log');

  // Nothing is kept beyond the database's reach yet, so "ok" would promise more than was seen.
  // A key that has signed nothing here pins nothing.
  const verdict: Verdict = findings.any ? 'broken' : vkey && signedUpTo !== '0' ? 'unanchored' : 'unpinned';
  return {
    verdict,
    firstBad: findings.first,
    findings: findings.list,
    origin: head.origin,
    size: Number(size),
    root: frontier.root().toString('base64'),
    checkpoints: Number(signed?.count ?? 0),
    signedSize: Number(signedUpTo),
    pinned: Boolean(vkey),
    milliseconds: Date.now() - began,
  };
}
