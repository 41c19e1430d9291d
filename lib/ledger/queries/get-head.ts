import { pool } from '@/lib/db';
import type { LedgerHead } from '../contract';
import { getWaiting } from '../waiting';

type Row = { size: string; origin: string; sealed_at: Date; signed_size: string | null; signed_at: Date | null };

/** Where the log stands: its size, its last signature and what still waits. */
export async function getHead(now: Date = new Date()): Promise<LedgerHead> {
  const { rows } = await pool().query<Row>(
    `SELECT h.size, h.origin, h.sealed_at, c.size AS signed_size, c.signed_at FROM ledger_head h LEFT JOIN LATERAL (
       SELECT size, signed_at FROM ledger_checkpoint WHERE origin = h.origin ORDER BY size DESC LIMIT 1) AS c ON true`,
  );
  const head = rows[0];
  return {
    size: Number(head?.size ?? 0),
    origin: head?.origin ?? null,
    sealedAt: head?.sealed_at.toISOString() ?? null,
    checkpoint:
      head?.signed_size && head.signed_at
        ? { size: Number(head.signed_size), signedAt: head.signed_at.toISOString() }
        : null,
    waiting: await getWaiting(now),
  };
}
