import { pool } from '@/lib/db';
import { type Envelope, onSealed } from '@/lib/ledger';

/** Every sealed event after a number, once the inbox is empty: nothing more is on its way. */
export async function sealedEvents(after = -1): Promise<Envelope[]> {
  let wake: () => void = () => undefined;
  const stop = onSealed(() => wake());
  try {
    for (;;) {
      const heard = new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 100).unref();
      });
      const waiting = await pool().query<{ count: string }>('SELECT count FROM chainward_waiting()');
      if (waiting.rows[0]?.count === '0') break;
      await heard;
    }
  } finally {
    stop();
  }
  const { rows } = await pool().query<{ record: Buffer }>(
    'SELECT record FROM audit_event WHERE seq > $1 ORDER BY seq',
    [after],
  );
  return rows.map((row) => JSON.parse(row.record.toString('utf8')) as Envelope);
}

export async function logSize(): Promise<number> {
  const { rows } = await pool().query<{ size: string }>('SELECT size FROM ledger_head');
  return Number(rows[0]?.size ?? 0);
}

/** What an act leaves in the ledger. */
export async function eventsOf<T>(act: () => Promise<T>): Promise<{ value: T; events: Envelope[] }> {
  await sealedEvents();
  const before = (await logSize()) - 1;
  const value = await act();
  return { value, events: await sealedEvents(before) };
}

export const nameOf = ({ module, activity, status }: Envelope): string => `${module}.${activity} ${status}`;
