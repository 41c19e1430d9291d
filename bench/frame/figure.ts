/** One line of a benchmark. `ratio` is value ÷ baseline, measured in the same run; a goal is on the ratio, or on the value where there is no baseline. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  baseline: number | null;
  ratio: number | null;
  goal: string;
  met: boolean;
};

export type BenchOptions = {
  quick: boolean;
  /** How many events the log holds before anything is measured, and where it is kept for the next run. */
  events: number;
  data: string | null;
  progress(text: string): void;
};
export type Benchmark = { summary: string; run(options: BenchOptions): Promise<Figure[]> };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A rate that must reach a share of its baseline's. The pairs were measured in turns, so that a slow minute slows both. */
export function rateFigure(
  name: string,
  unit: string,
  pairs: readonly { value: number; baseline: number }[],
  least: number,
  floor = 0,
): Figure {
  const ratio = median(pairs.map((pair) => pair.value / pair.baseline));
  const value = median(pairs.map((pair) => pair.value));
  const goal = `≥ ${least} of baseline${floor > 0 ? ` and ≥ ${floor.toLocaleString('en-US')} ${unit}` : ''}`;
  return {
    name,
    value,
    unit,
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio,
    goal,
    met: ratio >= least && value >= floor,
  };
}

export const limitFigure = (name: string, unit: string, values: readonly number[], most: number): Figure => {
  const value = median(values);
  return { name, value, unit, baseline: null, ratio: null, goal: `≤ ${most} ${unit}`, met: value <= most };
};
