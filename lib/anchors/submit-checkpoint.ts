import { isAppError } from '@/lib/core/errors';
import { pool } from '@/lib/db';
import type { Listener } from '@/lib/egress';
import { env } from '@/lib/env';
import { openSecret } from '@/lib/keeper/client-secrets';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import { log } from '@/lib/log';
import { type AdapterContext, type AnchoredCheckpoint, OtherHistory } from './adapter';
import { adapterOf } from './adapters';
import { type Anchor, findNewestCheckpoint } from './queries';

/** Names the row that holds it, so that one anchor's secret cannot be put into another's. */
export const purposeOf = (anchorId: string): string => `anchor/${anchorId}`;

function ownListeners(): Listener[] {
  const { CHAINWARD_PORT, CHAINWARD_WEB_PORT, CHAINWARD_METRICS_PORT } = env();
  const ports = [CHAINWARD_PORT, CHAINWARD_WEB_PORT, CHAINWARD_METRICS_PORT];
  return ports.filter((port): port is number => port !== undefined).map((port) => ({ host: '0.0.0.0', port }));
}

export async function contextFor(
  { id, secret }: Pick<Anchor, 'id' | 'secret'>,
  { size }: Pick<AnchoredCheckpoint, 'size'>,
  previous: bigint,
  now: Date,
): Promise<AdapterContext> {
  return {
    now,
    secret: secret === null ? null : await openSecret(purposeOf(id), secret),
    ownListeners: ownListeners(),
    previous,
    prove: (older) => new TreeReader(pool(), size).consistencyProof(older),
    newestSize: async () => (await findNewestCheckpoint())?.size ?? 0n,
  };
}

export type Submitted = { ok: true; receipt: Buffer } | { ok: false; error: string; alarming: boolean };

/** Whatever goes wrong becomes one sentence without secrets; what is not ours says only that it was a fault. */
export async function submitCheckpoint(
  anchor: Anchor,
  checkpoint: AnchoredCheckpoint,
  previous: bigint,
  now: Date,
): Promise<Submitted> {
  try {
    const context = await contextFor(anchor, checkpoint, previous, now);
    return { ok: true, receipt: await adapterOf(anchor.kind).submit(checkpoint, anchor.config, context) };
  } catch (error) {
    if (isAppError(error)) return { ok: false, error: error.message, alarming: error instanceof OtherHistory };
    log().error(
      { reason: error instanceof Error ? error.stack : String(error), anchor: anchor.id },
      'an anchor failed',
    );
    return { ok: false, error: 'Something went wrong here; the log tells more', alarming: false };
  }
}
