import { existsSync, readFileSync } from 'node:fs';

const crashed = { passed: 0, failed: 1, skipped: 0 };

function fromVitest(report) {
  const sums = { passed: report.numPassedTests, failed: report.numFailedTests, skipped: 0 };
  sums.skipped = report.numPendingTests + report.numTodoTests;
  // A file that could not even be loaded has failed without a single failed test.
  const lost = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  sums.failed += lost.length;
  return sums;
}

function fromPlaywright({ stats, errors }) {
  const failed = stats.unexpected + (stats.unexpected === 0 ? errors.length : 0);
  return { passed: stats.expected + stats.flaky, failed, skipped: stats.skipped };
}

const fromFigures = (figures) => ({
  passed: figures.filter(({ met }) => met).length,
  failed: figures.filter(({ met }) => !met).length,
  skipped: 0,
});

const READERS = { vitest: fromVitest, playwright: fromPlaywright, figures: fromFigures };

/** The report's sums, but never better than the exit code: a runner that ended badly has at least one failure. */
export function readReport(path, kind, { code, signal, timedOut }) {
  let sums = crashed;
  let note = '';
  try {
    if (!existsSync(path)) throw new Error('no report');
    const report = JSON.parse(readFileSync(path, 'utf8'));
    sums = READERS[kind](report);
  } catch (error) {
    note = `no usable report (${error.message})`;
  }
  if (timedOut) note = 'took too long and was ended';
  else if (signal) note = `ended by ${signal}`;
  if ((code !== 0 || signal) && sums.failed === 0) sums = { ...sums, failed: 1 };
  if (sums.passed + sums.failed === 0) return { ...sums, failed: 1, note: 'ran no test' };
  return { ...sums, note };
}
