import { listKept, verifyAnchors } from '@/lib/anchors';
import { systemClock } from '@/lib/core/clock';
import { pool } from '@/lib/db';
import { askKeeper } from '@/lib/keeper/client';
import { getHead } from '@/lib/ledger';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import type { PassOptions } from '@/lib/ledger/verification/run';
import type { Finding } from '@/lib/ledger/verify/verdict';

/** What a verification holds the log against: the key as the keeper's own file has it, and the roots that anchors confirmed. */
export async function knownOutside(): Promise<Pick<PassOptions, 'vkey' | 'anchored'>> {
  const { vkey, origin } = await askKeeper('keeper.status', {});
  const kept = await listKept(pool(), origin);
  return { vkey, anchored: kept.map(({ note, source, local }) => ({ note, source, local })) };
}

/** Whether what each anchor confirmed still stands there, and is the log's. One that cannot be reached has contradicted nothing. */
export async function askAnchors(): Promise<Finding[]> {
  const { origin, size } = await getHead();
  const rootAt = async (at: bigint) => (at <= BigInt(size) ? new TreeReader(pool(), at).root() : null);
  const anchors = await verifyAnchors(pool(), { origin: origin ?? '', rootAt, now: systemClock.now() });
  return anchors.flatMap(({ name, findings }) =>
    findings.map((finding) => ({ seq: finding.size, damage: 'anchor', detail: `${name}: ${finding.detail}` })),
  );
}
