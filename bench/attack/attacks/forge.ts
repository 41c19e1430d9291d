import { uuidv7 } from '@/lib/core/ids';
import { editedRecord } from '@/lib/ledger/drill/damages';
import { damage } from '@/lib/ledger/testing/tamper';
import type { Site } from '../site';

/** An event that never was, made after another's model, with everything about it in order but its hashes. */
export async function forgeEvent({ owner }: Site, seq: number, model: number): Promise<void> {
  const { rows } = await owner.query<{ record: Buffer; event_id: string }>(
    'SELECT record, event_id FROM audit_event WHERE seq = $1',
    [model],
  );
  const [row] = rows;
  if (!row) throw new Error(`there is no event ${model}`);
  const id = uuidv7();
  const text = Buffer.from(editedRecord(row.record, 'It was approved.')).toString('utf8');
  await damage(
    owner,
    `INSERT INTO audit_event SELECT $1, $2, $3, digest, prev, leaf_hash, recorded_at,
       (SELECT sealed_at FROM audit_event WHERE seq < $1 ORDER BY seq DESC LIMIT 1), module, activity, class, status, severity, actor_no
     FROM audit_event WHERE seq = $4`,
    [seq, id, Buffer.from(text.replace(row.event_id, id)), model],
  );
}
