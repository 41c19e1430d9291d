import { pool } from '@/lib/db';
import { CATALOGUE, envelopeOf } from '@/lib/ledger';
import { SEVERITY } from '@/lib/ledger/envelope';
import type { LedgerKey, LedgerOrigin, LedgerView, RoleSeparation } from '../contract/ledger';

const NEWEST = 1_000;

type Lag = { events: string; p50: number | null; p99: number | null };

/** From recorded to sealed, over the newest events alone: a figure of now, read by the key. */
export async function readSealing(): Promise<LedgerView['sealing']> {
  const { rows } = await pool().query<Lag>(
    `SELECT count(*) AS events, percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS p50, percentile_disc(0.99) WITHIN GROUP (ORDER BY ms) AS p99
     FROM (SELECT greatest(0, extract(epoch FROM sealed_at - recorded_at) * 1000)::float8 AS ms FROM audit_event
       WHERE seq >= (SELECT size FROM ledger_head) - ${NEWEST} AND isfinite(sealed_at) AND isfinite(recorded_at)
       ORDER BY seq DESC LIMIT ${NEWEST}) AS newest`,
  );
  const lag = rows[0];
  if (!lag || lag.p50 === null || lag.p99 === null) return null;
  return { p50: lag.p50, p99: lag.p99, events: Number(lag.events) };
}

type First = { record: Buffer; sealed_at: Date; origin: string };
type Began = { demo?: unknown; forkedFrom?: { origin?: unknown; size?: unknown; reason?: unknown } | null };

/** What event 0 says of the log: its name, when it began, and whether it goes on from another. */
export async function readOrigin(): Promise<LedgerOrigin | null> {
  const { rows } = await pool().query<First>(
    'SELECT e.record, e.sealed_at, h.origin FROM ledger_head h JOIN audit_event e ON e.seq = 0',
  );
  const first = rows[0];
  if (!first) return null;
  const { demo, forkedFrom } = (readDetails(first.record) ?? {}) as Began;
  return {
    name: first.origin,
    startedAt: first.sealed_at.toISOString(),
    demo: demo === true,
    forkedFrom: forkedFrom
      ? { origin: String(forkedFrom.origin), size: Number(forkedFrom.size), reason: String(forkedFrom.reason ?? '') }
      : null,
  };
}

/** A damaged record must not take the page down that tells of the damage. */
function readDetails(record: Buffer): unknown {
  try {
    return envelopeOf(record).details;
  } catch {
    return null;
  }
}

type Rights = { role: string; owns: boolean; listens: string };

/**
 * Whether the application's role could switch off what guards the log. A server that listens to nobody but this machine's account knows
 * no passwords, so that its roles are kept apart by good manners only.
 */
export async function readRoles(): Promise<RoleSeparation> {
  const { rows } = await pool().query<Rights>(
    `SELECT current_user AS role, current_setting('listen_addresses') AS listens,
       bool_or(pg_has_role(c.relowner, 'MEMBER') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')) AS owns
     FROM pg_class c WHERE c.oid IN ('audit_event'::regclass, 'ledger_checkpoint'::regclass)`,
  );
  const { role = '', owns = true, listens = '' } = rows[0] ?? {};
  return { role, state: owns ? 'owner' : listens === '' ? 'account' : 'separate' };
}

type Rotation = { seq: string; record: Buffer };

/** The key that signs and those that did before it, as the log itself tells: give them to whoever verifies, not to the verifier. */
export async function readSigningKeys(): Promise<LedgerKey[]> {
  const head = await pool().query<{ vkey: string }>('SELECT vkey FROM ledger_head');
  const vkey = head.rows[0]?.vkey;
  if (!vkey) return [];
  const earlier = (await readRotations()).flatMap(({ seq, record }): LedgerKey[] => {
    const { oldVkey } = (readDetails(record) ?? {}) as { oldVkey?: unknown };
    return typeof oldVkey === 'string' && oldVkey !== vkey
      ? [{ label: 'Earlier', vkey: oldVkey, use: 'signed', until: Number(seq) }]
      : [];
  });
  return [{ label: 'Signing', vkey, use: 'signs', until: null }, ...earlier];
}

const { severity } = CATALOGUE['audit.key_rotated'];

/** Found by the index of severities, which holds few rows as grave as these; most logs have none and are not even asked. */
async function readRotations(): Promise<Rotation[]> {
  const { rows } = await pool().query<{ module: number; activity: number }>(
    `SELECT m.no AS module, a.no AS activity FROM dim_module m, dim_activity a WHERE m.name = 'audit' AND a.name = 'key_rotated'`,
  );
  const name = rows[0];
  if (!name) return [];
  const found = await pool().query<Rotation>(
    `SELECT seq, record FROM audit_event WHERE severity <> 0 AND severity = $3 AND module = $1 AND activity = $2
     ORDER BY seq DESC LIMIT 20`,
    [name.module, name.activity, SEVERITY[severity]],
  );
  return found.rows;
}
