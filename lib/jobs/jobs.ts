import { expireSessions, findOverdueSessions } from '@/lib/access';
import { runAnchors, thinReceipts } from '@/lib/anchors';
import { run } from '@/lib/command';
import { systemClock } from '@/lib/core/clock';
import { machine } from '@/lib/identity';
import { reconcileState, verifyNew, verifyWhole } from '@/lib/ledger/verification/run';
import { askAnchors, knownOutside } from './known-outside';

export type Job = {
  name: string;
  /** As in crontab, in UTC. */
  schedule: string;
  /** Whether one that was due while no worker ran is made up for. */
  madeUp?: boolean;
  run(signal: AbortSignal): Promise<unknown>;
};

const MOST_ROUNDS = 100;

const scheduler = machine('scheduler', 'scheduler');

/** Everything the worker does by schedule. Jobs run commands like everybody else. */
export const JOBS: readonly Job[] = [
  {
    name: 'expire_sessions',
    schedule: '* * * * *',
    run: async () => {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const sessionIds = await findOverdueSessions(systemClock.now());
        if (sessionIds.length === 0) return;
        await run(expireSessions, scheduler, { sessionIds });
      }
    },
  },
  {
    name: 'anchor_checkpoint',
    schedule: '* * * * *',
    run: () => runAnchors(),
  },
  {
    name: 'thin_anchor_receipts',
    schedule: '29 4 * * *',
    madeUp: true,
    run: () => thinReceipts(systemClock.now()),
  },
  {
    name: 'verify_new_events',
    schedule: '* * * * *',
    run: async (signal) => verifyNew({ ...(await knownOutside()), signal }),
  },
  {
    name: 'verify_ledger',
    schedule: '17 3 * * *',
    madeUp: true,
    run: async (signal) => verifyWhole({ ...(await knownOutside()), askOutside: askAnchors, signal }),
  },
  {
    name: 'reconcile',
    schedule: '47 3 * * *',
    madeUp: true,
    run: (signal) => reconcileState({ signal }),
  },
];
