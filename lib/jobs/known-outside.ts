import { listKept } from '@/lib/anchors';
import { pool } from '@/lib/db';
import { askKeeper } from '@/lib/keeper/client';
import type { PassOptions } from '@/lib/ledger/verification/run';

/** What a verification holds the log against: the key as the keeper's own file has it, and the roots that anchors confirmed. */
export async function knownOutside(): Promise<Pick<PassOptions, 'vkey' | 'anchored'>> {
  const { vkey, origin } = await askKeeper('keeper.status', {});
  const kept = await listKept(pool(), origin);
  return { vkey, anchored: kept.map(({ note, source, local }) => ({ note, source, local })) };
}
