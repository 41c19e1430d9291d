/** Where each line begins, and after the last one where it ends. Heights are known, so nothing is ever measured. */
export function lineTops(heights: readonly number[]): readonly number[] {
  const tops = [0];
  let end = 0;
  for (const height of heights) {
    end += height;
    tops.push(end);
  }
  return tops;
}

/** The line at that height; the nearest one outside the list. */
export function lineAt(tops: readonly number[], y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export type Range = { first: number; last: number };

/** `last` is -1 when there are no lines. */
export function rangeOf(tops: readonly number[], top: number, height: number, spare: number): Range {
  const count = tops.length - 1;
  return {
    first: Math.max(0, lineAt(tops, top) - spare),
    last: Math.min(count - 1, lineAt(tops, top + height) + spare),
  };
}

/** The least scrolling that shows a line whole. */
export function scrollTopFor(tops: readonly number[], index: number, top: number, height: number): number {
  const begin = tops[index] ?? 0;
  const end = tops[index + 1] ?? begin;
  if (begin < top) return begin;
  return end > top + height ? end - height : top;
}
