import { pool } from '@/lib/db';
import type { Caller } from '@/lib/identity';
import { proveEvent } from '@/lib/ledger';
import { readSeq } from './read-query';
import { recordView } from './record-view';

/** The proof of one event as a file: it holds the event whole, so handing it out is a view of the log. */
export async function downloadProof(caller: Caller, seq: string): Promise<Response> {
  const proof = await proveEvent(pool(), readSeq(seq));
  await recordView(caller, 'proof');
  return new Response(proof.text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="chainward-event-${proof.seq}.tlog-proof"`,
      'cache-control': 'no-store',
    },
  });
}
