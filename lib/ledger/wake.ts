import { pool } from '@/lib/db';
import { log } from '@/lib/log';
import { INBOX_CHANNEL } from './channels';

let sending = false;
let again = false;

async function send(): Promise<void> {
  sending = true;
  try {
    do {
      again = false;
      await pool().query('SELECT pg_notify($1, $2)', [INBOX_CHANNEL, '']);
    } while (again);
  } catch (error) {
    // Unheard is not lost: the sequencer looks by itself every 100 ms.
    log().debug({ reason: String(error) }, 'could not wake the sequencer');
  } finally {
    sending = false;
  }
}

/**
 * Tells the sequencer, after COMMIT and outside every transaction: a NOTIFY inside would hold PostgreSQL's notification lock across
 * the disk flush and line all writers up behind each other. Calls while one is under way become one more.
 */
export function wakeSequencer(): void {
  again = true;
  if (!sending) void send();
}
