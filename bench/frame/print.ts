import type { Figure } from './figure';

const round = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 });

export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'value', 'baseline', 'ratio', 'goal', ''];
  const rows = figures.map(({ name, value, unit, baseline, ratio, goal, met }) => [
    name,
    `${round(value)} ${unit}`,
    baseline === null ? '' : `${round(baseline)} ${unit}`,
    ratio === null ? '' : ratio.toFixed(2),
    goal,
    met ? 'met' : 'MISSED',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')}\n`;
}
