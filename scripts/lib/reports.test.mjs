import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { readReport } from './reports.mjs';
import { duration, lastLine, lateRows, printSummary, total } from './summary.mjs';

const folder = mkdtempSync(join(tmpdir(), 'chainward-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content, kind = 'vitest', outcome = { code: 0 }) {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readReport(path, kind, outcome);
}

const vitest = (numPassedTests, numFailedTests, testResults = []) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults,
});

test('sums of vitest', () => {
  expect(report(vitest(5, 0))).toEqual({ passed: 5, failed: 0, skipped: 2, note: '' });
});

test('a file that could not be loaded is a failure', () => {
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(report(vitest(5, 1, files), 'vitest', { code: 1 })).toMatchObject({ passed: 5, failed: 2 });
});

test('sums of Playwright', () => {
  const stats = { expected: 3, unexpected: 2, flaky: 1, skipped: 4 };
  expect(report({ stats, errors: [] }, 'playwright', { code: 1 })).toMatchObject({ passed: 4, failed: 2, skipped: 4 });
  const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(report({ stats: none, errors: [{}] }, 'playwright', { code: 1 })).toMatchObject({ passed: 0, failed: 1 });
});

test('what cannot be read, ended badly or ran nothing is one failure', () => {
  expect(readReport(join(folder, 'none.json'), 'vitest', { code: 0 })).toMatchObject({ passed: 0, failed: 1 });
  expect(report('{"numPassed', 'vitest', { code: 0 })).toMatchObject({ failed: 1 });
  expect(report(vitest(5, 0), 'vitest', { code: 1 })).toMatchObject({ passed: 5, failed: 1 });
  expect(report(vitest(5, 0), 'vitest', { code: 1, signal: 'SIGKILL' })).toMatchObject({ failed: 1 });
  expect(report(vitest(0, 0))).toMatchObject({ passed: 0, failed: 1, note: 'ran no test' });
});

test('the last line', () => {
  const rows = [
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 1, failed: 1, skipped: 0 },
  ];
  expect(lastLine(total(rows))).toBe('3 passed, 1 failed');
  expect(lastLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});

test('the time stands before the last line, and in CI a long run has failed', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const rows = [{ name: 'unit', passed: 2, failed: 0, skipped: 0, seconds: 1 }];
  const lines = (seconds, ci) => {
    const good = printSummary(rows, seconds, ci);
    return [good, ...log.mock.lastCall[0].split('\n').slice(-2)];
  };
  expect(lines(899.7, true)).toEqual([true, 'total time: 15 min 0 s', '2 passed, 0 failed']);
  expect(lines(901, true)).toEqual([false, 'total time: 15 min 1 s', '2 passed, 1 failed']);
  expect(lines(901, false)).toEqual([true, 'total time: 15 min 1 s', '2 passed, 0 failed']);
  log.mockRestore();
  expect(lateRows(901, true)[0].note).toBe('more than 15 minutes');
  expect(duration(59.6)).toBe('1 min 0 s');
});
