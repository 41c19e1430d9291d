import type { Caller } from '@/lib/identity';
import { askKeeper } from '@/lib/keeper/client';
import { getHead } from '@/lib/ledger';
import type { CheckpointView, LedgerStatus, LedgerView } from '../contract/ledger';
import { recordView } from '../record-view';
import { describeChecks, verifiedState } from './describe-checks';
import { countSignedToday, listCheckpoints } from './list-checkpoints';
import { readAnchors } from './read-anchors';
import { readOrigin, readRoles, readSealing, readSigningKeys } from './read-figures';
import { readJobs, readPasses } from './read-verification';

/** What stands at the foot of the navigation and, when something is wrong, on top of every page. */
export async function getLedgerStatus(now: Date = new Date()): Promise<LedgerStatus> {
  const [head, passes] = await Promise.all([getHead(now), readPasses()]);
  return { head, verified: verifiedState(passes) };
}

/** A keeper that does not answer is told of elsewhere; the page shows what the database knows. */
async function readKeeper(): Promise<LedgerView['keeper']> {
  try {
    const { sequencerError, signerError } = await askKeeper('keeper.status', {});
    return { sequencerError, signerError };
  } catch {
    return null;
  }
}

/** Everything the ledger page shows. */
export async function getLedgerView(shown: CheckpointView, now: Date = new Date()): Promise<LedgerView> {
  const [head, passes, jobs, origin, sealing, keeper, roles, signingKeys, anchors, signedToday, checkpoints] =
    await Promise.all([
      getHead(now),
      readPasses(),
      readJobs(),
      readOrigin(),
      readSealing(),
      readKeeper(),
      readRoles(),
      readSigningKeys(),
      readAnchors(),
      countSignedToday(),
      listCheckpoints({ view: shown }),
    ]);
  return {
    head,
    ...describeChecks(passes, jobs, { size: head.size, hasAnchors: anchors.columns.length > 0 }),
    origin,
    sealing,
    keeper,
    roles,
    keys: [...signingKeys, ...anchors.keys],
    anchors: anchors.columns,
    failing: anchors.failing,
    signedToday,
    shown,
    checkpoints,
  };
}

export async function viewLedger(caller: Caller, checkpoints: CheckpointView): Promise<LedgerView> {
  const view = await getLedgerView(checkpoints);
  await recordView(caller, 'ledger');
  return view;
}
