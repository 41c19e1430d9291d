import { inTransaction, mapDatabaseError, pool, type Transaction } from '@/lib/db';
import { appendRecords, type Receipt, receiptOf } from './append';
import { appendBulk } from './append-bulk';
import { type BuiltRecord, buildRecord, type EventContext, type EventDraft } from './build-record';
import { holdReceipts } from './receipts';
import { wakeSequencer } from './wake';
import { getWriter } from './writer';

/** After COMMIT: acknowledged, remembered, on its way. */
export function acknowledge(built: readonly BuiltRecord[]): Receipt[] {
  holdReceipts(built);
  wakeSequencer();
  return built.map(receiptOf);
}

/** From so many on, one statement for all is cheaper than one for each. */
const MANY = 8;

async function append(built: readonly BuiltRecord[]): Promise<void> {
  const standAlone = built.every((one) => one.effects.length === 0);
  if (built.length < MANY || !standAlone) return inTransaction((tx: Transaction) => appendRecords(tx, built));
  try {
    await appendBulk(pool(), built);
  } catch (error) {
    throw mapDatabaseError(error);
  }
}

/** Events that stand alone, in a transaction of their own: refusals, reads that matter, a process that starts. */
export async function recordEvents(drafts: readonly EventDraft[], context: EventContext): Promise<Receipt[]> {
  await getWriter();
  const built = drafts.map((draft) => buildRecord(draft, context));
  await append(built);
  return acknowledge(built);
}
