import type { Caller } from '@/lib/identity';
import { recordEvents } from '@/lib/ledger';
import { log } from '@/lib/log';

const MINUTE_MS = 60_000;
const seen = new Map<string, number>();

/** Reading the log is an event too: once for each session, view and minute. A view that cannot be recorded is not refused, but told. */
export async function recordView(caller: Caller, view: string, now: Date = new Date()): Promise<void> {
  if (!caller.session) return;
  const key = `${caller.session.id} ${view}`;
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  if (seen.get(key) === minute) return;
  if (seen.size > 10_000) seen.clear();
  seen.set(key, minute);
  try {
    await recordEvents(
      [{ name: 'audit.viewed', summary: `${caller.actor.name} viewed the audit log.`, details: { view } }],
      { actor: caller.actor, source: caller.source, session: caller.session, now },
    );
  } catch (error) {
    seen.delete(key);
    log().warn({ reason: String(error) }, 'a view of the audit log could not be recorded');
  }
}
