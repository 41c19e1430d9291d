import { Channel, databaseUrl, pool } from '@/lib/db';
import { SEALED_CHANNEL } from './channels';

type Feed = { channel: Channel; url: string };

// Next keeps several module graphs in one process; they share one listening connection.
const shared = globalThis as { chainwardFeed?: Feed };

function channel(): Channel {
  const url = databaseUrl();
  if (shared.chainwardFeed?.url !== url) shared.chainwardFeed = { url, channel: new Channel(url, SEALED_CHANNEL) };
  return shared.chainwardFeed.channel;
}

/** Calls back whenever the log may have grown; after a lost connection too, as a message may have passed unheard. */
export function onSealed(listener: () => void): () => void {
  const source = channel();
  source.on('message', listener);
  source.on('gap', listener);
  return () => {
    source.off('message', listener);
    source.off('gap', listener);
  };
}

export async function closeFeed(): Promise<void> {
  const open = shared.chainwardFeed;
  delete shared.chainwardFeed;
  await open?.channel.close();
}

async function findSealed(eventIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ event_id: string; seq: string }>(
    'SELECT event_id, seq FROM audit_event WHERE event_id = ANY($1::uuid[])',
    [[...eventIds]],
  );
  return new Map(rows.map((row) => [row.event_id, Number(row.seq)]));
}

/** The number each event was sealed under; whatever is not sealed in time is missing from the answer, and will be sealed later. */
export async function waitUntilSealed(eventIds: readonly string[], timeoutMs = 3_000): Promise<Map<string, number>> {
  let found = new Map<string, number>();
  let wake: () => void = () => undefined;
  let heard = false;
  const stop = onSealed(() => {
    heard = true;
    wake();
  });
  const deadline = Date.now() + timeoutMs;
  try {
    for (;;) {
      heard = false;
      found = await findSealed(eventIds);
      const left = deadline - Date.now();
      if (found.size === eventIds.length || left <= 0) return found;
      if (heard) continue;
      await new Promise<void>((resolve) => {
        // Half a second at most, in case the listening connection is being made anew.
        const timer = setTimeout(resolve, Math.min(left, 500));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    stop();
  }
}
