import type { Transaction } from '@/lib/db';
import type { BuiltRecord } from './build-record';
import { getWriter, macOf } from './writer';

export type Receipt = { eventId: string; digest: string };

export const receiptOf = ({ eventId, digest }: BuiltRecord): Receipt => ({ eventId, digest: digest.toString('hex') });

/** One INSERT in the business transaction: both commit or neither. The row is sealed after COMMIT, by the keeper. */
export async function appendRecords(tx: Transaction, built: readonly BuiltRecord[]): Promise<void> {
  const writer = await getWriter();
  for (const { eventId, record, digest, effects } of built) {
    await tx.$executeRaw`INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac)
      VALUES (${eventId}::uuid, ${record}, ${digest}, ${effects}::text[], ${writer.id}, ${macOf(writer.key, digest)})`;
  }
}
