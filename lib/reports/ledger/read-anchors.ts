import { pool } from '@/lib/db';
import type { AnchorColumn, AnchorState, LedgerKey } from '../contract/ledger';

export type Anchors = { columns: AnchorColumn[]; keys: LedgerKey[]; failing: number };

/** More columns than these nobody reads side by side. */
const MOST_COLUMNS = 8;

type Stored = {
  id: string;
  kind: string;
  name: string;
  config: { intervalSeconds?: unknown; vkey?: unknown };
  failing: boolean;
};

function noteOf({ kind, config }: Stored): string | null {
  if (kind === 'file') return 'local';
  const seconds = Number(config.intervalSeconds ?? 0);
  if (seconds >= 86_400) return 'daily';
  return seconds >= 3_600 ? 'hourly' : null;
}

/** The places outside that are in use, oldest first, and the keys of those that sign themselves. */
export async function readAnchors(): Promise<Anchors> {
  const { rows } = await pool().query<Stored>(
    `SELECT a.id, a.kind, a.name, a.config, EXISTS (SELECT FROM anchor_receipts r
         WHERE r.anchor_id = a.id AND r.state <> 'done' AND r.failing_since IS NOT NULL) AS failing
       FROM anchors a WHERE a.enabled ORDER BY a.created_at, a.id LIMIT ${MOST_COLUMNS}`,
  );
  return {
    columns: rows.map((row) => ({ id: row.id, name: row.name, note: noteOf(row) })),
    keys: rows.flatMap(({ name, config }): LedgerKey[] =>
      typeof config.vkey === 'string' ? [{ label: name, vkey: config.vkey, use: 'cosigns', until: null }] : [],
    ),
    failing: rows.filter(({ failing }) => failing).length,
  };
}

type Receipt = { size: string; anchor_id: string; state: string; last_error: string | null; ms: number | null };

function stateOf({ state, last_error, ms }: Receipt): AnchorState {
  if (state === 'done') return { state: 'done', milliseconds: ms === null ? null : Math.max(0, ms) };
  return last_error === null ? { state: 'waiting' } : { state: 'failed', reason: last_error };
}

/** What became of these checkpoints outside, by size and anchor. */
export async function readAnchorStates(sizes: readonly number[]): Promise<Map<number, Record<string, AnchorState>>> {
  const found = new Map<number, Record<string, AnchorState>>();
  if (sizes.length === 0) return found;
  const { rows } = await pool().query<Receipt>(
    `SELECT r.size, r.anchor_id, r.state, r.last_error, (extract(epoch FROM r.confirmed_at - c.signed_at) * 1000)::float8 AS ms
     FROM anchor_receipts r LEFT JOIN ledger_checkpoint c ON c.origin = r.origin AND c.size = r.size
     WHERE r.origin = (SELECT origin FROM ledger_head) AND r.size = ANY($1::bigint[]) ORDER BY r.confirmed_at NULLS FIRST`,
    [sizes],
  );
  for (const row of rows) {
    const size = Number(row.size);
    found.set(size, { ...found.get(size), [row.anchor_id]: stateOf(row) });
  }
  return found;
}

/** Checkpoints that some anchor has not taken so far, or only after it had failed, newest first. */
export async function listFailedSizes(before: number | undefined, limit: number): Promise<number[]> {
  const { rows } = await pool().query<{ size: string }>(
    `SELECT DISTINCT size FROM anchor_receipts WHERE origin = (SELECT origin FROM ledger_head)
       AND ((state <> 'done' AND last_error IS NOT NULL) OR attempts > 1) AND ($1::bigint IS NULL OR size < $1)
     ORDER BY size DESC LIMIT $2`,
    [before, limit],
  );
  return rows.map(({ size }) => Number(size));
}
