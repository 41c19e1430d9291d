import { appendBulk } from '@/lib/ledger/append-bulk';
import { wakeSequencer } from '@/lib/ledger/wake';
import type { BenchOptions } from '../frame/figure';
import { type BenchInstallation, logSize } from './installation';
import { sampleRecord } from './sample-events';

const BATCH = 2_000;
/** So much may wait to be sealed: enough that the sequencer never idles, little enough that the inbox stays small. */
const AHEAD = 20_000;
const TOLD_EVERY = 500_000;

/** Sealed up to this size; the wake channel is not needed, as nobody measures here. */
async function sealedUpTo({ owner }: BenchInstallation, size: number): Promise<void> {
  while ((await logSize(owner)) < size) await owner.query('SELECT pg_sleep(0.02)');
}

/** Fills the log through its own bulk path; what an earlier run left counts. */
export async function fillLog(installation: BenchInstallation, { events, progress }: BenchOptions): Promise<void> {
  let size = await logSize(installation.owner);
  const began = performance.now();
  const first = size;
  while (size < events) {
    const count = Math.min(BATCH, events - size);
    await appendBulk(
      installation.owner,
      Array.from({ length: count }, (_, i) => sampleRecord(size + i)),
    );
    wakeSequencer();
    if (Math.floor(size / TOLD_EVERY) !== Math.floor((size + count) / TOLD_EVERY))
      progress(
        `${size + count} events, ${Math.round(((size + count - first) * 1000) / (performance.now() - began))}/s`,
      );
    size += count;
    await sealedUpTo(installation, size - AHEAD);
  }
  await sealedUpTo(installation, events);
  if (size > first) await installation.owner.query('VACUUM (ANALYZE) audit_event, ledger_tile, audit_inbox');
}
