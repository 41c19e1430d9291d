import type { Result } from './attack';
import type { ControlResult } from './controls';

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...rest] = rows;
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rest.map(line)].join('\n');
}

const yes = (noticed: boolean | null): string => (noticed === null ? '' : noticed ? 'yes' : '—');

const attackRow = (result: Result): string[] => [
  result.attack,
  yes(result.plainTable),
  yes(result.plainChain),
  yes(result.unanchored),
  result.detected ? 'yes' : 'UNNOTICED',
  result.verdict,
  result.firstBad === null ? '' : String(result.firstBad),
  result.named.join(', '),
  `${result.milliseconds} ms`,
];

const controlRow = ({ control, verdict, alarm, milliseconds, named }: ControlResult): string[] => [
  control,
  verdict,
  alarm ? `FALSE ALARM: ${named.join(', ')}` : 'quiet',
  `${milliseconds} ms`,
];

/** For people: what each way of keeping a log noticed, then the controls, then one line that says it all. */
export function report(results: readonly Result[], controls: readonly ControlResult[]): string {
  const parts: string[] = [];
  if (results.length > 0) {
    const head = [
      'attack',
      'plain table',
      'plain chain',
      'signed chain',
      'Chainward',
      'verdict',
      'first bad',
      'named',
      'found in',
    ];
    parts.push(columns([head, ...results.map(attackRow)]));
  }
  if (controls.length > 0)
    parts.push(columns([['control', 'verdict', '', 'looked at in'], ...controls.map(controlRow)]));
  return `${parts.join('\n\n')}\n\n${summary(results, controls)}\n`;
}

function summary(results: readonly Result[], controls: readonly ControlResult[]): string {
  const count = (noticed: (result: Result) => boolean | null) => results.filter(noticed).length;
  const all = results.length;
  const onLog = count((one) => one.plainTable !== null);
  const alarms = controls.filter(({ alarm }) => alarm).length;
  return (
    `${count((one) => one.detected)} of ${all} attacks noticed and named. Of the ${onLog} on the log a plain table notices ` +
    `${count((one) => one.plainTable)}, a plain chain ${count((one) => one.plainChain)}, a signed chain without anchors ${count((one) => one.unanchored)}. ` +
    `${controls.length} controls, ${alarms === 0 ? 'no false alarm' : `${alarms} false alarms`}.`
  );
}
