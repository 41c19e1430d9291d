import { askKeeper } from '@/lib/keeper/client';
import { checkProof } from '@/lib/ledger/format/check-proof';
import { proveEvent } from '@/lib/ledger/queries/prove-event';
import { type BenchOptions, type Figure, limitFigure, percentile } from '../frame/figure';
import { type BenchInstallation, logSize } from './installation';

const PROOFS = 2_000;
const ROUNDS = 3;

/** Proofs of events anywhere in the log, one after another; each is checked, outside the time that is measured. */
export async function benchProof(
  { owner, runFolder }: BenchInstallation,
  { quick, progress }: BenchOptions,
): Promise<Figure[]> {
  const { size } = await askKeeper('ledger.checkpoint', {}, runFolder);
  const rounds: { p50: number; p99: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: number[] = [];
    for (let i = 0; i < (quick ? PROOFS / 10 : PROOFS); i += 1) {
      const seq = Math.floor(Math.random() * size);
      const began = performance.now();
      const { text } = await proveEvent(owner, seq);
      times.push(performance.now() - began);
      if (checkProof(text, undefined).verdict !== 'unpinned') throw new Error(`the proof of ${seq} does not hold`);
    }
    times.sort((a, b) => a - b);
    rounds.push({ p50: percentile(times, 0.5), p99: percentile(times, 0.99) });
  }
  const events = (await logSize(owner)).toLocaleString('en-US');
  progress(
    `proof of one row of ${events}: ${rounds.map(({ p50, p99 }) => `${p50.toFixed(2)}/${p99.toFixed(2)}`).join(', ')} ms`,
  );
  const figure = (name: 'p50' | 'p99') =>
    limitFigure(
      `proof of one row of ${events}, ${name}`,
      'ms',
      rounds.map((round) => round[name]),
      5,
    );
  return [figure('p50'), figure('p99')];
}
