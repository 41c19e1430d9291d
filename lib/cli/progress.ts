import type { Values } from './verb';

export const count = (value: number): string => value.toLocaleString('en-US');

/** A line that is written over; only where a person looks on. */
export function progressLine(values: Values): { show: (done: number, total: number) => void; clear: () => void } {
  if (!process.stderr.isTTY || values.json) return { show: () => undefined, clear: () => undefined };
  return {
    show: (done, total) => process.stderr.write(`\r${count(done)} of ${count(total)}`),
    clear: () => process.stderr.write('\r\u001b[K'),
  };
}
