import { expect, test } from 'vitest';
import { onlyGaps, optionalGaps } from './lock-gaps.mjs';

const lock = {
  packages: {
    '': { dependencies: { tool: '1.0.0' } },
    'node_modules/tool': { version: '1.0.0', optionalDependencies: { '@tool/linux': '1.0.0', '@tool/mac': '1.0.0' } },
    'node_modules/@tool/linux': { version: '1.0.0', optional: true },
  },
};
const output = (...lines) => ['code EUSAGE', '', ...lines].map((line) => `npm error ${line}`.trim()).join('\n');

test('the optional packages that are not listed', () => {
  expect([...optionalGaps(lock)]).toEqual(['@tool/mac']);
});

test('only their absence is excused', () => {
  expect(onlyGaps(lock, output('Missing: @tool/mac@ from lock file'))).toBe(true);
  expect(onlyGaps(lock, output('Missing: @tool/mac@1.0.0 from lock file'))).toBe(true);
  expect(onlyGaps(lock, output('Missing: @tool/mac@ from lock file', 'Missing: other@2.0.0 from lock file'))).toBe(
    false,
  );
  const mismatch = "Invalid: lock file's tool@1.0.0 does not satisfy tool@2.0.0";
  expect(onlyGaps(lock, output('Missing: @tool/mac@ from lock file', mismatch))).toBe(false);
  expect(onlyGaps(lock, output())).toBe(false);
  expect(onlyGaps(lock, 'npm error code E404')).toBe(false);
});
