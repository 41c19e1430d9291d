import { pool } from '@/lib/db';
import { log } from '@/lib/log';
import { INBOX_CHANNEL } from './channels';

let sending = false;
let again = false;

/**
 * Tells the sequencer, after COMMIT and outside every transaction: a NOTIFY inside would hold PostgreSQL's notification lock across
 * the disk flush and line all writers up behind each other. Calls while one is under way become one more.
 */
export function wakeSequencer(): void {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  pool()
    .query('SELECT pg_notify($1, $2)', [INBOX_CHANNEL, ''])
    // Unheard is not lost: the sequencer looks by itself every 100 ms.
    .catch((error: Error) => log().debug({ reason: error.message }, 'could not wake the sequencer'))
    .finally(() => {
      sending = false;
      if (again) {
        again = false;
        wakeSequencer();
      }
    });
}
