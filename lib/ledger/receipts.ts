import { inTransaction, pool } from '@/lib/db';
import { log } from '@/lib/log';
import { appendRecords } from './append';
import { type BuiltRecord, buildRecord } from './build-record';
import { wakeSequencer } from './wake';

const PATIENCE_MS = 5_000;
const CHECK_MS = 1_000;
/** Beyond this, sealing is so far behind that single rows tell nothing; the lag itself is the alarm. */
const MOST = 50_000;

type Held = { built: BuiltRecord; since: number };
type State = { held: Map<string, Held>; timer?: NodeJS.Timeout };

const shared = globalThis as { chainwardReceipts?: State };
const state = (): State => (shared.chainwardReceipts ??= { held: new Map() });

/** A writer remembers what it was promised until it is sealed. */
export function holdReceipts(built: readonly BuiltRecord[]): void {
  const current = state();
  for (const one of built) {
    if (current.held.size < MOST) current.held.set(one.eventId, { built: one, since: Date.now() });
  }
  current.timer ??= setTimeout(() => {
    delete current.timer;
    void checkReceipts().finally(() => {
      if (current.held.size > 0) holdReceipts([]);
    });
  }, CHECK_MS);
  current.timer.unref();
}

/** Sealed is sealed only with the same bytes; under the id with others is as good as gone. */
async function forgetSealed(held: Map<string, Held>): Promise<void> {
  const { rows } = await pool().query<{ event_id: string; digest: Buffer }>(
    'SELECT event_id, digest FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [[...held.keys()]],
  );
  for (const { event_id: id, digest } of rows) {
    if (!held.get(id)?.built.digest.equals(digest))
      log().error({ eventId: id }, 'an accepted event was sealed with other bytes');
    held.delete(id);
  }
}

async function findMissing(overdue: readonly Held[]): Promise<Held[]> {
  const { rows } = await pool().query<{ id: string }>('SELECT chainward_missing($1::uuid[]) AS id', [
    overdue.map((one) => one.built.eventId),
  ]);
  const missing = new Set(rows.map((row) => row.id));
  return overdue.filter((one) => missing.has(one.built.eventId));
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
    await forgetSealed(held);
    const overdue = [...held.values()].filter((one) => now.getTime() - one.since >= patienceMs);
    const missing = overdue.length > 0 ? await findMissing(overdue) : [];
    for (const one of missing) {
      log().error(
        { eventId: one.built.eventId },
        'an accepted event is neither sealed nor waiting; submitting it again',
      );
      await inTransaction((tx) => appendRecords(tx, [one.built, missingReport(one, now)]));
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
