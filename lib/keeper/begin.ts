import type { Connection } from '@/lib/db';
import { beginLog } from '@/lib/ledger/sequencer/begin-log';
import { foreign, type LogIdentity } from './identity';
import { keeperEvent } from './keeper-event';

/** Begins the log of an empty database; refuses to begin it anew where one was signed. */
export async function beginFirstLog(
  db: Connection,
  { instance, origin }: LogIdentity,
  vkey: string,
  signedSize: bigint,
  now: Date,
): Promise<void> {
  if (signedSize > 0n) {
    throw foreign(
      `The keeper has signed ${signedSize} events of ${instance}, and the database holds no ledger at all. Restore its backup, or begin a new log with \`chainward ledger fork\`.`,
    );
  }
  const first = keeperEvent(
    {
      name: 'system.ledger_started',
      summary: `The ledger ${origin} began.`,
      details: { instance, origin, vkey, format: 1, demo: false },
    },
    now,
  );
  await beginLog(db, { instance, origin, vkey }, [first], now);
}
