import { isAppError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { addSignatures } from '@/lib/ledger/format/cosignature';
import type { AnchorCheck, AnchoredCheckpoint } from './adapter';
import { adapterOf } from './adapters';
import { ANCHOR_LABELS, type AnchorKind, placeOf } from './contract';
import { type Anchor, readAnchor } from './queries';
import { contextFor } from './submit-checkpoint';

/** A checkpoint that an anchor confirmed: what a verifier compares the log with. */
export type KeptAnchor = {
  /** Its name and kind, for reports. */
  source: string;
  anchorId: string;
  kind: AnchorKind;
  local: boolean;
  size: number;
  root: Buffer;
  /** With the witness's cosignature, where there is one. */
  note: string;
  confirmedAt: Date;
};

type Row = {
  anchor_id: string;
  kind: AnchorKind;
  name: string | null;
  origin: string;
  size: string;
  root: Buffer;
  note: string;
  /** Null only where somebody took it away by hand; the root that was confirmed still counts. */
  receipt: Buffer | null;
  confirmed_at: Date;
};

const noteOf = ({ kind, note, receipt }: Pick<Row, 'kind' | 'note' | 'receipt'>): string =>
  kind === 'tlog-witness' && receipt ? addSignatures(note, receipt.toString()) : note;

const toKept = (row: Row): KeptAnchor => ({
  source: `${row.name ?? 'removed anchor'} (${ANCHOR_LABELS[row.kind]})`,
  anchorId: row.anchor_id,
  kind: row.kind,
  local: placeOf(row.kind) === 'local',
  size: Number(row.size),
  root: row.root,
  note: noteOf(row),
  confirmedAt: row.confirmed_at,
});

/** Of each anchor the oldest and the newest it confirmed, those of removed anchors too. From the smallest size on. */
export async function listKept(db: Queryable, origin: string): Promise<KeptAnchor[]> {
  const end = (order: 'ASC' | 'DESC') =>
    `(SELECT DISTINCT ON (r.anchor_id) r.* FROM anchor_receipts r WHERE r.origin = $1 AND r.state = 'done'
      ORDER BY r.anchor_id, r.size ${order}, r.confirmed_at ${order})`;
  const { rows } = await db.query<Row>(
    `SELECT k.*, a.name FROM (${end('ASC')} UNION ${end('DESC')}) AS k LEFT JOIN anchors a ON a.id = k.anchor_id
     ORDER BY k.size, k.confirmed_at`,
    [origin],
  );
  return rows.map(toKept);
}

/** A checkpoint with every cosignature that witnesses gave it: what is served and exported. */
export async function cosignedNote(db: Queryable, origin: string, size: bigint, note: string): Promise<string> {
  const { rows } = await db.query<{ note: string; receipt: Buffer }>(
    `SELECT note, receipt FROM anchor_receipts
     WHERE origin = $1 AND size = $2 AND state = 'done' AND kind = 'tlog-witness' AND receipt IS NOT NULL ORDER BY confirmed_at DESC LIMIT 64`,
    [origin, size],
  );
  const same = rows.filter((row) =>
    parseCheckpoint(row.note)?.root.equals(parseCheckpoint(note)?.root ?? Buffer.alloc(0)),
  );
  return same.reduce((whole, row) => addSignatures(whole, row.receipt.toString()), note);
}

/** The newest checkpoint below a size that something out of this account's reach confirmed: an export proves that it continues that one. */
export async function anchoredNote(db: Queryable, origin: string, below: bigint): Promise<string | null> {
  const kept = (await listKept(db, origin)).filter(({ local, size }) => !local && BigInt(size) < below);
  return kept.at(-1)?.note ?? null;
}

export type AnchorFinding = { size: number; detail: string };
export type VerifiedAnchor = {
  id: string;
  name: string;
  kind: AnchorKind;
  place: 'local' | 'outside';
  confirmedSize: number | null;
  /** Whether every root it confirmed is the log's; null when it confirmed none. */
  matches: boolean | null;
  /** What the other side, or the kept receipt, says of the newest one. */
  newest: AnchorCheck | null;
  findings: AnchorFinding[];
};

type Question = {
  origin: string;
  /** The root of the log at that size, recomputed; null when the log is shorter. */
  rootAt(size: bigint): Promise<Buffer | null>;
  now: Date;
};

const SLICE = 1_000;
const MOST_FINDINGS = 20;

/** Each size an anchor confirmed, in slices: a second a minute for years is no reason to hold them all. */
async function* confirmedSizes(db: Queryable, anchorId: string, origin: string) {
  let [size, root]: [string, Buffer] = ['-1', Buffer.alloc(0)];
  for (;;) {
    const { rows } = await db.query<{ size: string; root: Buffer }>(
      `SELECT DISTINCT size, root FROM anchor_receipts
       WHERE anchor_id = $1 AND origin = $2 AND state = 'done' AND (size, root) > ($3, $4) ORDER BY size, root LIMIT ${SLICE}`,
      [anchorId, origin, size, root],
    );
    for (const row of rows) yield { size: BigInt(row.size), root: row.root };
    const last = rows.at(-1);
    if (!last || rows.length < SLICE) return;
    [size, root] = [last.size, last.root];
  }
}

async function newestOf(db: Queryable, anchorId: string, origin: string): Promise<Row | null> {
  const { rows } = await db.query<Row>(
    `SELECT * FROM anchor_receipts WHERE anchor_id = $1 AND origin = $2 AND state = 'done' ORDER BY size DESC, confirmed_at DESC LIMIT 1`,
    [anchorId, origin],
  );
  return rows[0] ?? null;
}

async function ask(anchor: Anchor, row: Row, now: Date): Promise<AnchorCheck> {
  const checkpoint: AnchoredCheckpoint = { origin: row.origin, size: BigInt(row.size), root: row.root, note: row.note };
  const parsed = parseCheckpoint(row.note);
  if (parsed?.size !== checkpoint.size || !parsed.root.equals(row.root) || parsed.origin !== row.origin)
    return { state: 'broken', detail: 'The kept checkpoint is another than its row says' };
  if (!row.receipt) return { state: 'broken', detail: 'The receipt was taken away' };
  try {
    const context = await contextFor(anchor, checkpoint, checkpoint.size, now);
    return await adapterOf(anchor.kind).verify(row.receipt, checkpoint, anchor.config, context);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { state: 'unreachable', detail: error.message };
  }
}

async function verifyAnchor(db: Queryable, anchor: Anchor, { origin, rootAt, now }: Question): Promise<VerifiedAnchor> {
  const findings: AnchorFinding[] = [];
  let matches: boolean | null = null;
  for await (const { size, root } of confirmedSizes(db, anchor.id, origin)) {
    const ours = await rootAt(size);
    matches = (matches ?? true) && ours?.equals(root) === true;
    if (ours?.equals(root) || findings.length >= MOST_FINDINGS) continue;
    const detail = ours ? 'The log had another root then' : 'The log is shorter than what was anchored';
    findings.push({ size: Number(size), detail });
  }
  const newest = await newestOf(db, anchor.id, origin);
  const check = newest && (await ask(anchor, newest, now));
  if (newest && check?.state === 'broken') findings.push({ size: Number(newest.size), detail: check.detail });
  return {
    id: anchor.id,
    name: anchor.name,
    kind: anchor.kind,
    place: placeOf(anchor.kind),
    confirmedSize: newest && Number(newest.size),
    matches,
    newest: check,
    findings,
  };
}

/** Compares whatever the anchors confirmed with the log, and asks where asking is possible whether it still stands there. */
export async function verifyAnchors(db: Queryable, question: Question): Promise<VerifiedAnchor[]> {
  const { rows } = await db.query<Parameters<typeof readAnchor>[0]>(
    'SELECT id, kind, name, config, secret, enabled, version, created_at AS "createdAt" FROM anchors ORDER BY created_at',
  );
  const verified: VerifiedAnchor[] = [];
  for (const row of rows) {
    const anchor = readAnchor(row);
    if (anchor) verified.push(await verifyAnchor(db, anchor, question));
  }
  return verified;
}
