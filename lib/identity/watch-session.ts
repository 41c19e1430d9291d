import { pool } from '@/lib/db';
import { log } from '@/lib/log';
import { LIVE } from './find-session';

const EVERY_MS = 750;

type Watch = { onEnded: () => void };
type State = { watches: Map<string, Set<Watch>>; timer?: NodeJS.Timeout };

const shared = globalThis as { chainwardSessionWatch?: State };
const state = (): State => (shared.chainwardSessionWatch ??= { watches: new Map() });

/** One query for all open streams of this process, whatever their number. */
async function check(watches: State['watches']): Promise<void> {
  if (watches.size === 0) return;
  try {
    const { rows } = await pool().query<{ id: string }>(
      `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE s.id = ANY($1::uuid[]) AND ${LIVE('now()')}`,
      [[...watches.keys()]],
    );
    const live = new Set(rows.map((row) => row.id));
    for (const [id, ears] of watches) if (!live.has(id)) for (const ear of ears) ear.onEnded();
  } catch (error) {
    // Not known is not ended; the look-up at the next request decides.
    log().debug({ reason: String(error) }, 'sessions of open streams could not be checked');
  }
}

/** Tells an open stream, within a second, that its session has ended. */
export function watchSession(sessionId: string, onEnded: () => void): () => void {
  const current = state();
  const watch: Watch = { onEnded };
  const ears = current.watches.get(sessionId) ?? new Set<Watch>();
  current.watches.set(sessionId, ears.add(watch));
  current.timer ??= setInterval(() => void check(current.watches), EVERY_MS);
  return () => {
    ears.delete(watch);
    if (ears.size === 0) current.watches.delete(sessionId);
    if (current.watches.size === 0 && current.timer) {
      clearInterval(current.timer);
      delete current.timer;
    }
  };
}
