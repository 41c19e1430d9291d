import type { Report } from '@/lib/ledger/verify/verdict';
import type { Site } from './site';

/** `damage`: what it must be named. `firstBad`: where it must be seen first, when that follows from the attack. */
export type Expected = { damage: string; firstBad?: number };

export type Attack = {
  name: string;
  title: string;
  /** Which state of the log it begins from: the last one, or the backup made half-way. */
  from?: 'newest' | 'older';
  carryOut(site: Site): Promise<Expected>;
};

export type Sight = Pick<Report, 'verdict'> & {
  firstBad: number | null;
  named: readonly string[];
};

export type Result = {
  attack: string;
  title: string;
  verdict: string;
  firstBad: number | null;
  /** Noticed, and under the right name and number. */
  detected: boolean;
  named: readonly string[];
  expected: Expected;
  /** What other ways of keeping a log notice; null where there is no log to look at but a file that was handed out. */
  plainTable: boolean | null;
  plainChain: boolean | null;
  unanchored: boolean | null;
  milliseconds: number;
};

/** An event in the middle of what was written between two signatures, of which neither note was taken away. */
export function target({ base: { signed } }: Site): number {
  const [, before = 0, after = 0] = signed;
  return Math.floor((before + after) / 2);
}
