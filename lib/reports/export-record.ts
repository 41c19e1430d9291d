import { isAppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { type EventDraft, recordEvents } from '@/lib/ledger';
import type { Counted } from '@/lib/ledger/bundle/count-rows';
import { log } from '@/lib/log';
import type { ExportFormat, ExportRequest } from './contract/export';

/** What every event of one export has in common. */
export type Asked = ExportRequest & { caller: Caller };
/** `size` is the log's length when counting began, which is after the beginning was sealed. */
export type Told = Asked & { size: number };

const AS: Record<ExportFormat, string> = {
  xlsx: 'to Excel',
  bundle: 'as a verifiable bundle',
  csv: 'as CSV',
  ndjson: 'as NDJSON',
};

async function record({ caller, format, filter }: Asked, draft: EventDraft): Promise<string> {
  const { actor, source, session } = caller;
  const [receipt] = await recordEvents([{ ...draft, details: { format, filter, ...draft.details } }], {
    actor,
    source,
    session: session ?? undefined,
    now: new Date(),
  });
  return receipt?.eventId ?? '';
}

/** Before anything is read: what goes out is never without an event, whatever becomes of this process. */
export const recordStart = (asked: Asked): Promise<string> =>
  record(asked, {
    name: 'audit.export_started',
    summary: `${asked.caller.actor.name} began to export events ${AS[asked.format]}.`,
  });

/** Before the first byte goes out, as it is the last row of what goes out. `count` and `sha256` are of the rows below `size`. */
export const recordExport = (told: Told, { count, sha256 }: Counted, started: string): Promise<string> =>
  record(told, {
    name: 'audit.exported',
    summary: `${told.caller.actor.name} exported ${count} events ${AS[told.format]}.`,
    details: { size: told.size, count, sha256 },
    trigger: { parentEventId: started },
  });

/** When what was announced did not come about. `sent` is how many rows were written at most; the reader may have fewer. */
export async function recordBreak(asked: Asked, parent: string, sent: number, error: unknown): Promise<void> {
  const reason = isAppError(error)
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'Something went wrong here' };
  try {
    await record(asked, {
      name: 'audit.exported',
      status: 'failure',
      reason,
      summary: `An export of ${asked.caller.actor.name} ${AS[asked.format]} broke off after ${sent} events: ${reason.message}.`,
      details: { sent },
      trigger: { parentEventId: parent },
    });
  } catch (cause) {
    log().error({ reason: String(cause), parent }, 'that an export broke off could not be recorded');
  }
}
