export function table(rows) {
  const heads = ['', 'passed', 'failed', 'skipped', 'seconds', ''];
  const cells = rows.map((row) => [
    row.name,
    String(row.passed),
    String(row.failed),
    String(row.skipped),
    row.seconds.toFixed(1),
    row.note ?? '',
  ]);
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return [heads, ...cells].map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

export function total(rows) {
  const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const CI_LIMIT_SECONDS = 15 * 60;

/** In CI a run that takes too long has failed; what was installed on the way counts, for somebody waited for it. */
export function lateRows(seconds, ci) {
  if (!ci || seconds <= CI_LIMIT_SECONDS) return [];
  const note = `more than ${CI_LIMIT_SECONDS / 60} minutes`;
  return [{ name: 'total time', passed: 0, failed: 1, skipped: 0, seconds, note }];
}

export const duration = (seconds) => `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;

/** The table and the time, then the sums as the very last line. */
export function printSummary(rows, seconds = performance.now() / 1000, ci = process.env.CI === 'true') {
  const all = [...rows, ...lateRows(seconds, ci)];
  const sums = total(all);
  console.log(`\n${table(all)}\n\ntotal time: ${duration(seconds)}\n${lastLine(sums)}`);
  return sums.failed === 0 && sums.passed > 0;
}
