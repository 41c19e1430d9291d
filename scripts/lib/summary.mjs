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

/** The table, then the sums as the very last line. */
export function printSummary(rows) {
  const sums = total(rows);
  console.log(`\n${table(rows)}\n\n${lastLine(sums)}`);
  return sums.failed === 0 && sums.passed > 0;
}
