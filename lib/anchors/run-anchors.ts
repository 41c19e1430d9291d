import { run } from '@/lib/command';
import { type Clock, systemClock } from '@/lib/core/clock';
import { isAppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { pool, prisma } from '@/lib/db';
import { machine } from '@/lib/identity';
import type { AnchoredCheckpoint } from './adapter';
import { type Anchor, findNewestCheckpoint, hasGrown, listEnabled, type Progress, readProgress } from './queries';
import { postpone, type RecordAnchoringInput, recordAnchoring } from './record-anchoring';
import { backOff, isDue, judgeFailure, LEASE_MS } from './rules';
import { submitCheckpoint } from './submit-checkpoint';

const scheduler = machine('scheduler', 'scheduler');

type Claim = { id: string; attempts: number; failing_since: Date | null; alarmed_at: Date | null };

/** Makes the open row of an anchor this run's own for a while; null when another worker has it. */
async function claim({ id, kind }: Anchor, { origin, size, root, note }: AnchoredCheckpoint, now: Date) {
  const { rows } = await pool().query<Claim>(
    `INSERT INTO anchor_receipts AS r (id, anchor_id, kind, origin, size, root, note, state, attempts, next_try)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', 1, $8)
     ON CONFLICT (anchor_id) WHERE state <> 'done'::text DO UPDATE
       SET origin = EXCLUDED.origin, size = EXCLUDED.size, root = EXCLUDED.root, note = EXCLUDED.note,
           attempts = r.attempts + 1, next_try = EXCLUDED.next_try
       WHERE r.next_try IS NULL OR r.next_try <= $9
     RETURNING id, attempts, failing_since, alarmed_at`,
    [uuidv7(now.getTime()), id, kind, origin, size, root, note, new Date(now.getTime() + LEASE_MS), now],
  );
  return rows[0] ?? null;
}

type Settled = {
  confirmed?: RecordAnchoringInput['confirmed'][number];
  failed?: RecordAnchoringInput['failed'][number];
};

async function attempt(
  anchor: Anchor,
  checkpoint: AnchoredCheckpoint,
  previous: bigint,
  clock: Clock,
): Promise<Settled> {
  const claimed = await claim(anchor, checkpoint, clock.now());
  if (!claimed) return {};
  const whose = { receiptId: claimed.id, anchorId: anchor.id, name: anchor.name, kind: anchor.kind };
  const submitted = await submitCheckpoint(anchor, checkpoint, previous, clock.now());
  if (submitted.ok) return { confirmed: { ...whose, receipt: submitted.receipt } };
  const now = clock.now();
  const state = { failingSince: claimed.failing_since, alarmedAt: claimed.alarmed_at };
  return {
    failed: {
      ...whose,
      error: submitted.error,
      nextTry: new Date(now.getTime() + backOff(claimed.attempts)),
      ...judgeFailure(state, now, submitted.alarming),
    },
  };
}

async function findDue(newest: AnchoredCheckpoint, now: Date): Promise<{ anchor: Anchor; previous: bigint }[]> {
  const progress = await readProgress(newest.origin);
  const none: Progress = { confirmed: null, open: null };
  const due: { anchor: Anchor; previous: bigint }[] = [];
  for (const anchor of await listEnabled()) {
    const { confirmed, open } = progress.get(anchor.id) ?? none;
    const grown = confirmed !== null && (await hasGrown(confirmed.size, newest.size));
    const { intervalSeconds } = anchor.config;
    const standing = { now, intervalSeconds, confirmed, nextTry: open?.nextTry ?? null, newest: newest.size, grown };
    if (isDue(standing)) due.push({ anchor, previous: confirmed?.size ?? 0n });
  }
  return due;
}

/** The job: puts the newest checkpoint wherever it is due, all at once, so that one that hangs delays no other. */
export async function runAnchors(clock: Clock = systemClock): Promise<{ confirmed: number; failed: number }> {
  const newest = await findNewestCheckpoint();
  if (!newest) return { confirmed: 0, failed: 0 };
  const due = await findDue(newest, clock.now());
  const settled = await Promise.all(due.map(({ anchor, previous }) => attempt(anchor, newest, previous, clock)));
  const confirmed = settled.flatMap((each) => each.confirmed ?? []);
  const failed = settled.flatMap((each) => each.failed ?? []);
  if (confirmed.length === 0 && !failed.some(({ tell }) => tell)) {
    for (const each of failed) await postpone(prisma(), each);
    return { confirmed: 0, failed: failed.length };
  }
  const { origin, size, root } = newest;
  const found = { origin, size, root, confirmed, failed };
  try {
    await run(recordAnchoring, scheduler, found, { clock });
  } catch (error) {
    // Deleted or tested meanwhile: said and kept there.
    if (!isAppError(error) || error.code !== 'conflict') throw error;
  }
  return { confirmed: confirmed.length, failed: failed.length };
}
