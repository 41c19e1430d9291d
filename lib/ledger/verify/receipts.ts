import type { Connection } from '@/lib/db';
import type { Findings } from './findings';

/** What a client outside kept of an accepted event. */
export type HeldReceipt = { eventId: string; digest: string };

const BATCH = 1_000;
type Counts = { sealed: number; waiting: number };

async function checkBatch(
  db: Connection,
  batch: readonly HeldReceipt[],
  findings: Findings,
  counts: Counts,
): Promise<void> {
  const ids = batch.map(({ eventId }) => eventId);
  // What waits is looked for first: sealed meanwhile, it is found among the events.
  const gone = await db.query<{ id: string }>('SELECT chainward_missing($1::uuid[]) AS id', [ids]);
  const missing = new Set(gone.rows.map(({ id }) => id));
  const sealed = await db.query<{ event_id: string; seq: string; digest: Buffer }>(
    'SELECT event_id, seq, digest FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [ids],
  );
  const found = new Map(sealed.rows.map((row) => [row.event_id, row]));
  for (const { eventId, digest } of batch) {
    const row = found.get(eventId);
    if (row && row.digest.toString('hex') !== digest)
      findings.add(Number(row.seq), 'receipt', `${eventId} was accepted with other bytes`);
    else if (row) counts.sealed += 1;
    else if (missing.has(eventId)) findings.add(null, 'receipt', `${eventId} is neither sealed nor waiting`);
    else counts.waiting += 1;
  }
}

/** Each accepted event must be sealed with the bytes that were promised, or still wait for it. */
export async function checkReceipts(
  db: Connection,
  receipts: AsyncIterable<HeldReceipt> | Iterable<HeldReceipt>,
  findings: Findings,
): Promise<Counts> {
  const counts: Counts = { sealed: 0, waiting: 0 };
  let batch: HeldReceipt[] = [];
  for await (const receipt of receipts) {
    batch.push(receipt);
    if (batch.length < BATCH) continue;
    await checkBatch(db, batch, findings, counts);
    batch = [];
  }
  if (batch.length > 0) await checkBatch(db, batch, findings, counts);
  return counts;
}
