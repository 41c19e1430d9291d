import { getWaiting } from '@/lib/ledger';
import { askKeeper } from './client';

const MOST_LAG_MS = 5_000;
const MOST_WAIT_MS = 2_000;

type Verdict = 'ok' | 'failing';

async function verdict(check: () => Promise<boolean>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), MOST_WAIT_MS);
  });
  try {
    return (await Promise.race([check(), late])) ? 'ok' : 'failing';
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}

/** Whether requests can be served and acknowledged. Says what fails, not why: anybody may ask. */
export async function readiness(): Promise<{
  ready: boolean;
  checks: Record<'database' | 'sealing' | 'signer', Verdict>;
}> {
  let lag = 0;
  const database = await verdict(async () => {
    lag = (await getWaiting(new Date())).oldestMs;
    return true;
  });
  let signerOk = false;
  const keeper = await verdict(async () => {
    const status = await askKeeper('keeper.status', {});
    signerOk = status.signerError === null;
    return status.sequencerError === null;
  });
  const checks = {
    database,
    sealing: database === 'ok' && keeper === 'ok' && lag < MOST_LAG_MS ? 'ok' : 'failing',
    signer: keeper === 'ok' && signerOk ? 'ok' : 'failing',
  } as const;
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks };
}
