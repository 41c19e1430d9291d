import { pool } from '@/lib/db';

export type Waiting = { count: number; oldestMs: number };

/** The milliseconds since 1970 in a UUIDv7 (RFC 9562 §5.7). */
export const timeOfId = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** Events accepted and not sealed yet. Zero rows and a growing log is the ordinary state. */
export async function getWaiting(now: Date): Promise<Waiting> {
  const { rows } = await pool().query<{ count: string; oldest: string | null }>(
    'SELECT count, oldest FROM chainward_waiting()',
  );
  const oldest = rows[0]?.oldest;
  return { count: Number(rows[0]?.count ?? 0), oldestMs: oldest ? Math.max(0, now.getTime() - timeOfId(oldest)) : 0 };
}
