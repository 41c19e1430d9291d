import { inTransaction, type Transaction } from '@/lib/db';
import { appendRecords, type Receipt, receiptOf } from './append';
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

/** Events that stand alone, in a transaction of their own: refusals, reads that matter, a process that starts. */
export async function recordEvents(drafts: readonly EventDraft[], context: EventContext): Promise<Receipt[]> {
  await getWriter();
  const built = drafts.map((draft) => buildRecord(draft, context));
  await inTransaction((tx: Transaction) => appendRecords(tx, built));
  return acknowledge(built);
}
