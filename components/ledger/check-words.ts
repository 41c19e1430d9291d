import { formatCount, plural } from '@/components/ui/format';
import { visibleText } from '@/lib/core/visible-text';
import type { CheckName, LedgerCheck, LedgerView } from '@/lib/reports/contract/ledger';

export const CHECK_TITLES: Record<CheckName, string> = {
  whole: 'Whole log',
  fresh: 'New rows',
  reconcile: 'Reconcile',
  anchors: 'Anchors',
};

const NEVER: Record<CheckName, string> = {
  whole: 'Not verified yet: “Verify now” reads every row',
  fresh: 'Not verified yet',
  reconcile: 'Governed rows were not compared with their events yet',
  anchors: 'No anchors yet: nothing outside this machine has seen a checkpoint',
};

export function formatSpan(milliseconds: number): string {
  if (milliseconds < 1_000) return `${formatCount(Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${formatCount(Math.round(seconds))} s`;
  return `${formatCount(Math.round(seconds / 60))} min`;
}

const inTime = ({ milliseconds }: LedgerCheck): string =>
  milliseconds === null ? '' : ` in ${formatSpan(milliseconds)}`;

const FINE: Record<CheckName, (check: LedgerCheck, size: number) => string> = {
  whole: (check) => `${plural(check.count ?? 0, 'row')}${inTime(check)}, every root and column`,
  fresh: ({ count, upTo }, size) => {
    const waiting = Math.max(0, size - (upTo ?? size));
    const rest = waiting > 0 ? `, ${formatCount(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for the next pass` : '';
    return `${count ? plural(count, 'row') : 'Nothing since the whole log was read'}${rest}`;
  },
  reconcile: ({ count }) => `${plural(count ?? 0, 'governed row')}, 0 without an event`,
  anchors: ({ count }) => `${plural(count ?? 0, 'anchored checkpoint')}, each extended by the log`,
};

const AT_WORK = { queued: 'Waiting for a worker', running: 'At work' };

/** One line on what a check has seen; never more than it has. What was found stays in sight while it looks again. */
export function checkWords(name: CheckName, check: LedgerCheck, size: number): string {
  const { state, working, progress, problem, seq } = check;
  if (state === 'bad') {
    const found = `${seq === null ? '' : `Event ${formatCount(seq)}: `}${visibleText(problem ?? 'damage was found')}`;
    return working ? `${found}; looking again` : found;
  }
  if (progress) return `${formatCount(progress.done)} of ${formatCount(progress.size)} read`;
  if (working) return AT_WORK[working];
  if (state === 'never') return problem ?? NEVER[name];
  if (state === 'failed') return `Could not look: ${problem ?? 'the worker’s own log says why'}`;
  return FINE[name](check, size);
}

export type BarParts = { sound: number; bad: number; fresh: number; rest: number };

/** Parts of the bar in percent of the log: up to the first bad event what was read is sound, from there on nothing is claimed. */
export function barParts({ whole, fresh }: Pick<LedgerView['checks'], 'whole' | 'fresh'>, size: number): BarParts {
  const share = (upTo: number) => (Math.min(Math.max(upTo, 0), Math.max(size, 1)) / Math.max(size, 1)) * 100;
  const first = share(whole.upTo ?? 0);
  const second = Math.max(first, share(fresh.upTo ?? 0));
  const damaged = [whole, fresh].filter(({ state }) => state === 'bad').map(({ seq }) => share(seq ?? 0));
  const sound = Math.min(first, ...damaged);
  const bad = damaged.length > 0 ? second - sound : 0;
  return { sound, bad, fresh: bad > 0 ? 0 : second - first, rest: 100 - second };
}
