import { inTransaction, pool } from '@/lib/db';
import { log } from '@/lib/log';
import { appendRecords } from './append';
import { type BuiltRecord, buildRecord } from './build-record';
import { getWaiting } from './waiting';
import { wakeSequencer } from './wake';

const PATIENCE_MS = 5_000;
const CHECK_MS = 1_000;
/** Beyond this, sealing is so far behind that single rows tell nothing; the lag itself is the alarm. */
const MOST = 50_000;

type Held = { built: BuiltRecord; since: number; resubmitted: boolean };
type State = { held: Map<string, Held>; timer?: NodeJS.Timeout };

const shared = globalThis as { chainwardReceipts?: State };
const state = (): State => (shared.chainwardReceipts ??= { held: new Map() });

/** A writer remembers what it was promised until it is sealed. */
export function holdReceipts(built: readonly BuiltRecord[]): void {
  const current = state();
  for (const one of built) {
    if (current.held.size < MOST) current.held.set(one.eventId, { built: one, since: Date.now(), resubmitted: false });
  }
  current.timer ??= setTimeout(() => {
    delete current.timer;
    void checkReceipts().finally(() => {
      if (current.held.size > 0) holdReceipts([]);
    });
  }, CHECK_MS);
  current.timer.unref();
}

async function forgetSealed(held: Map<string, Held>): Promise<void> {
  const { rows } = await pool().query<{ event_id: string }>(
    'SELECT event_id FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [[...held.keys()]],
  );
  for (const { event_id: id } of rows) held.delete(id);
}

function missingReport(missing: Held, now: Date): BuiltRecord {
  return buildRecord(
    {
      name: 'audit.forgery_detected',
      status: 'failure',
      reason: { code: 'receipt_missing', message: 'an accepted event went away before it was sealed' },
      summary: `An accepted event (${missing.built.envelope.module}.${missing.built.envelope.activity}) went away before it was sealed; its writer put it back.`,
      details: { eventId: missing.built.eventId, digest: missing.built.digest.toString('hex') },
    },
    { actor: { type: 'system', name: 'ledger', method: 'none' }, now },
  );
}

/** Whatever is neither sealed nor waiting after five seconds was taken out of the inbox: put the same bytes back, and say so. */
export async function checkReceipts(now: Date = new Date(), patienceMs = PATIENCE_MS): Promise<number> {
  const { held } = state();
  if (held.size === 0) return 0;
  try {
    const overdue = () =>
      [...held.values()].filter((one) => !one.resubmitted && now.getTime() - one.since >= patienceMs);
    await forgetSealed(held);
    if (overdue().length === 0 || (await getWaiting(now)).count > 0) return 0;
    // Looked up again after the inbox was seen empty: a row sealed in between is not called missing.
    await forgetSealed(held);
    const missing = overdue();
    for (const one of missing) {
      log().error(
        { eventId: one.built.eventId },
        'an accepted event is neither sealed nor waiting; submitting it again',
      );
      await inTransaction((tx) => appendRecords(tx, [one.built, missingReport(one, now)]));
      one.resubmitted = true;
      one.since = Date.now();
    }
    if (missing.length > 0) wakeSequencer();
    return missing.length;
  } catch (error) {
    log().debug({ reason: String(error) }, 'receipts could not be checked; they are kept');
    return 0;
  }
}

export const heldReceipts = (): number => state().held.size;
