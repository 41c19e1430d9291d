import type { Pool } from '@/lib/db';

const TABLES = ['audit_event', 'ledger_parts.audit_event_0', 'ledger_checkpoint'];

/** What a restored backup of the database looks like to the keeper: whole, and shorter than what it signed. For up to 256 events. */
export async function rollBack(owner: Pool, size: number): Promise<void> {
  const triggers = (state: 'DISABLE' | 'ENABLE ALWAYS') =>
    TABLES.flatMap((table) =>
      ['chainward_no_change', 'chainward_no_truncate'].map((name) => `ALTER TABLE ${table} ${state} TRIGGER ${name}`),
    );
  const statements = [
    ...triggers('DISABLE'),
    `DELETE FROM audit_event WHERE seq >= ${size}`,
    `DELETE FROM ledger_checkpoint WHERE size > ${size}`,
    `UPDATE ledger_head SET size = ${size}, hash = (SELECT leaf_hash FROM audit_event WHERE seq = ${size - 1}),
       sealed_at = (SELECT sealed_at FROM audit_event WHERE seq = ${size - 1})`,
    `UPDATE ledger_head SET vkey = (
       SELECT coalesce(r -> 'details' ->> 'newVkey', r -> 'details' ->> 'vkey')
       FROM (SELECT seq, convert_from(record, 'UTF8')::jsonb AS r FROM audit_event) AS e
       WHERE r ->> 'activity' IN ('ledger_started', 'key_rotated') ORDER BY seq DESC LIMIT 1)`,
    ...triggers('ENABLE ALWAYS'),
  ];
  await owner.query(`BEGIN; ${statements.join('; ')}; COMMIT`);
}
