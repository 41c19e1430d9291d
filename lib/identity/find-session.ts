import { pool } from '@/lib/db';
import type { AUTH_METHODS } from '@/lib/ledger/envelope';
import { knownRoles, type Role } from './contract';
import { hashToken, isToken } from './session-token';

export type LiveSession = {
  id: string;
  method: (typeof AUTH_METHODS)[number];
  startedAt: Date;
  user: { id: string; email: string; name: string; roles: Role[] };
};

type Row = {
  id: string;
  method: LiveSession['method'];
  started_at: Date;
  user_id: string;
  email: string;
  name: string;
  roles: string[];
  stale: boolean;
};

/** Open, within both limits, of a user who may sign in. The idle limit is a setting and counts from the last thing a person did. */
export const LIVE = (now: string) => `s.ended_at IS NULL AND u.disabled_at IS NULL AND s.expires_at > ${now}
    AND s.last_seen_at > ${now} - make_interval(mins => coalesce(
      (SELECT (value ->> 'sessionIdleMinutes')::integer FROM settings WHERE key = 'installation'), 60))`;

const FIND = `SELECT s.id, s.method, s.started_at, u.id AS user_id, u.email, u.name, coalesce(u.roles, '{}') AS roles, s.last_seen_at < $2::timestamptz - interval '1 minute' AS stale
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.token_hash = $1 AND ${LIVE('$2::timestamptz')}`;

/** Asked by a page on its own, not by a person: an unattended screen must not keep its session alive. */
type Look = { unattended?: boolean };

/** The session behind an opaque cookie, looked up at each request; null when there is none, or it has ended. */
export async function findSession(
  token: string,
  now: Date = new Date(),
  { unattended = false }: Look = {},
): Promise<LiveSession | null> {
  if (!isToken(token)) return null;
  const { rows } = await pool().query<Row>(FIND, [hashToken(token), now]);
  const row = rows[0];
  if (!row) return null;
  // Seen at most once a minute: a write for each request would be the busiest write of all.
  if (row.stale && !unattended)
    await pool().query('UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2', [row.id, now]);
  return {
    id: row.id,
    method: row.method,
    startedAt: row.started_at,
    user: { id: row.user_id, email: row.email, name: row.name, roles: knownRoles(row.roles) },
  };
}
