import { availableParallelism } from 'node:os';
import { bundleOf, FileLog, makeExport } from '@/lib/ledger/testing/export-file';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import type { Benchmark, Figure } from '../frame/figure';
import { readPart, runPart } from '../frame/part';

const ROWS = 200;
const QUICK_STEP = 97;

type FlipJob = { bundle: string; vkey: string; first: number; step: number };
type Flipped = { flips: number; unnoticed: number[] };

/** One process's share: each of its bytes gets one bit turned, alone. */
export async function runFlips(): Promise<void> {
  const { bundle, vkey, first, step } = await readPart<FlipJob>();
  const bytes = Buffer.from(bundle, 'base64');
  const done: Flipped = { flips: 0, unnoticed: [] };
  for (let at = first; at < bytes.length; at += step) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    const { verdict } = await verifyExport(fromBytes(flipped), { vkeys: [vkey] });
    if (verdict !== 'broken' && verdict !== 'unreadable') done.unnoticed.push(at);
    done.flips += 1;
  }
  process.stdout.write(JSON.stringify(done));
}

const count = (name: string, value: number, goal: string, met: boolean): Figure => ({
  name,
  value,
  unit: 'bytes',
  baseline: null,
  ratio: null,
  goal,
  met,
});

export const flips: Benchmark = {
  summary: `Every byte of a bundle of ${ROWS} rows, one bit of it turned, each alone.`,
  run: async ({ quick, progress }) => {
    const log = new FileLog().grow(ROWS - 1);
    const bytes = bundleOf(makeExport(log, { anchored: 70 }));
    const processes = availableParallelism();
    progress(`${bytes.length} bytes, ${processes} processes`);
    const shares = await Promise.all(
      Array.from({ length: processes }, (_, i) =>
        runPart<Flipped>('flip-share', {
          bundle: bytes.toString('base64'),
          vkey: log.vkey,
          first: i,
          step: quick ? processes * QUICK_STEP : processes,
        }),
      ),
    );
    const turned = shares.reduce((sum, { flips: some }) => sum + some, 0);
    const unnoticed = shares.flatMap((one) => one.unnoticed);
    for (const at of unnoticed) progress(`byte ${at} does not count`);
    const goal = quick ? bytes.length / QUICK_STEP : bytes.length;
    return [
      count('turned', turned, `≥ ${Math.floor(goal)}`, turned >= Math.floor(goal)),
      count('unnoticed', unnoticed.length, '0', unnoticed.length === 0),
    ];
  },
};
