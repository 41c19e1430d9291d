import { pool, prisma, type Transaction } from '@/lib/db';
import type { AnchoredCheckpoint } from './adapter';
import { ANCHOR_CONFIGS, ANCHOR_KINDS, type AnchorConfig, type AnchorKind, type AnchorView, placeOf } from './contract';
import { UPKEEP } from './rules';

/** An anchor as it stands in its row, its configuration read by its kind's schema. */
export type Anchor = {
  id: string;
  kind: AnchorKind;
  name: string;
  config: AnchorConfig;
  secret: string | null;
  enabled: boolean;
  version: number;
  createdAt: Date;
};

type Row = Omit<Anchor, 'kind' | 'config'> & { kind: string; config: unknown };

/** Null for a kind of a later version, or a configuration that its schema no longer takes. */
export function readAnchor(row: Row): Anchor | null {
  const kind = ANCHOR_KINDS.find((each) => each === row.kind);
  const config = kind && ANCHOR_CONFIGS[kind].safeParse(row.config);
  return kind && config?.success ? { ...row, kind, config: config.data } : null;
}

const known = (rows: readonly Row[]): Anchor[] =>
  rows.map(readAnchor).filter((anchor): anchor is Anchor => anchor !== null);

export async function findAnchor(id: string, db: Pick<Transaction, 'anchor'> = prisma()): Promise<Anchor | null> {
  const row = await db.anchor.findUnique({ where: { id } });
  return row && readAnchor(row);
}

export const listEnabled = async (): Promise<Anchor[]> =>
  known(await prisma().anchor.findMany({ where: { enabled: true }, orderBy: { createdAt: 'asc' } }));

/** The newest checkpoint that stands; null while nothing is signed. */
export async function findNewestCheckpoint(): Promise<AnchoredCheckpoint | null> {
  const { rows } = await pool().query<{ origin: string; size: string; root: Buffer; note: string }>(
    `SELECT c.origin, c.size, c.root, c.note FROM ledger_head h
     JOIN LATERAL (SELECT * FROM ledger_checkpoint WHERE origin = h.origin ORDER BY size DESC LIMIT 1) AS c ON true`,
  );
  const row = rows[0];
  return row ? { ...row, size: BigInt(row.size) } : null;
}

/** Whether anything but the log's own upkeep was sealed between two sizes. The first such event ends the search. */
export async function hasGrown(from: bigint, to: bigint): Promise<boolean> {
  const { rows } = await pool().query<{ grown: boolean }>(
    `SELECT EXISTS (
       SELECT FROM audit_event e WHERE e.seq >= $1 AND e.seq < $2 AND NOT EXISTS (
         SELECT FROM dim_module m, dim_activity a
         WHERE m.no = e.module AND a.no = e.activity AND m.name || '.' || a.name = ANY ($3))
     ) AS grown`,
    [from, to, [...UPKEEP]],
  );
  return rows[0]?.grown === true;
}

export type Progress = {
  confirmed: { size: bigint; at: Date } | null;
  open: { attempts: number; nextTry: Date | null; failingSince: Date | null; lastError: string | null } | null;
};

/** How each anchor stands with this log. */
export async function readProgress(origin: string): Promise<Map<string, Progress>> {
  const { rows } = await pool().query<{
    anchor_id: string;
    state: string;
    size: string;
    attempts: number;
    next_try: Date | null;
    failing_since: Date | null;
    last_error: string | null;
    confirmed_at: Date | null;
  }>(
    `SELECT r.* FROM anchors a JOIN LATERAL (
       (SELECT * FROM anchor_receipts WHERE anchor_id = a.id AND origin = $1 AND state = 'done' ORDER BY size DESC, confirmed_at DESC LIMIT 1)
       UNION ALL (SELECT * FROM anchor_receipts WHERE anchor_id = a.id AND state <> 'done')) AS r ON true`,
    [origin],
  );
  const progress = new Map<string, Progress>();
  for (const row of rows) {
    const entry = progress.get(row.anchor_id) ?? { confirmed: null, open: null };
    if (row.state === 'done' && row.confirmed_at) entry.confirmed = { size: BigInt(row.size), at: row.confirmed_at };
    if (row.state !== 'done')
      entry.open = {
        attempts: row.attempts,
        nextTry: row.next_try,
        failingSince: row.failing_since,
        lastError: row.last_error,
      };
    progress.set(row.anchor_id, entry);
  }
  return progress;
}

/** Every anchor and how it stands, for the ledger page; what is secret never leaves its row. */
export async function listAnchors(): Promise<AnchorView[]> {
  const newest = await findNewestCheckpoint();
  const progress = await readProgress(newest?.origin ?? '');
  const anchors = known(await prisma().anchor.findMany({ orderBy: { createdAt: 'asc' } }));
  return anchors.map(({ secret, createdAt, ...anchor }) => {
    const { confirmed, open } = progress.get(anchor.id) ?? { confirmed: null, open: null };
    return {
      ...anchor,
      place: placeOf(anchor.kind),
      hasSecret: secret !== null,
      createdAt: createdAt.toISOString(),
      confirmed: confirmed && { size: Number(confirmed.size), at: confirmed.at.toISOString() },
      failing:
        open?.failingSince && open.nextTry
          ? {
              since: open.failingSince.toISOString(),
              attempts: open.attempts,
              error: open.lastError ?? '',
              nextTry: open.nextTry.toISOString(),
            }
          : null,
    };
  });
}
