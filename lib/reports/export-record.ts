import { isAppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { type EventDraft, recordEvents } from '@/lib/ledger';
import type { Counted } from '@/lib/ledger/bundle/count-rows';
import { log } from '@/lib/log';
import type { ExportFormat, ExportRequest } from './contract/export';

/** What every event of one export has in common. `size` is the log's length when it began. */
export type Told = ExportRequest & { caller: Caller; size: number };

const AS: Record<ExportFormat, string> = {
  xlsx: 'to Excel',
  bundle: 'as a verifiable bundle',
  csv: 'as CSV',
  ndjson: 'as NDJSON',
};

async function record({ caller, format, filter, size }: Told, draft: EventDraft): Promise<string> {
  const { actor, source, session } = caller;
  const [receipt] = await recordEvents([{ ...draft, details: { format, filter, size, ...draft.details } }], {
    actor,
    source,
    session: session ?? undefined,
    now: new Date(),
  });
  return receipt?.eventId ?? '';
}

/** Before anything is read: what goes out is never without an event, whatever becomes of this process. */
export const recordStart = (told: Told): Promise<string> =>
  record(told, {
    name: 'audit.export_started',
    summary: `${told.caller.actor.name} began to export events ${AS[told.format]}.`,
  });

/** Before the first byte goes out, as it is the last row of what goes out. `count` and `sha256` are of the rows below `size`. */
export const recordExport = (told: Told, { count, sha256 }: Counted, started: string): Promise<string> =>
  record(told, {
    name: 'audit.exported',
    summary: `${told.caller.actor.name} exported ${count} events ${AS[told.format]}.`,
    details: { count, sha256 },
    trigger: { parentEventId: started },
  });

/** When what was announced did not come about. `sent` is how many rows were written at most; the reader may have fewer. */
export async function recordBreak(told: Told, parent: string, sent: number, error: unknown): Promise<void> {
  const reason = isAppError(error)
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'Something went wrong here' };
  try {
    await record(told, {
      name: 'audit.exported',
      status: 'failure',
      reason,
      summary: `An export of ${told.caller.actor.name} ${AS[told.format]} broke off after ${sent} events: ${reason.message}.`,
      details: { sent },
      trigger: { parentEventId: parent },
    });
  } catch (cause) {
    log().error({ reason: String(cause), parent }, 'that an export broke off could not be recorded');
  }
}
