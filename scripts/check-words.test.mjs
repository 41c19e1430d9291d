import { expect, test } from 'vitest';
import { findWords } from './check-words.mjs';

test.each([
  ['lib/a.ts', '// TODO later'],
  ['app/a.css', '/* FIXME */'],
  ['lib/a.ts', '// @ts-ignore'],
  ['lib/a.ts', 'const a = b as any;'],
  ['e2e/a.spec.ts', 'await page.waitForTimeout(5);'],
  ['lib/a.test.ts', "test.only('x', run);"],
  ['lib/a.db.test.ts', "describe.skip('x', run);"],
  ['e2e/a.spec.ts', "test.describe.skip('x', run);"],
  ['lib/a.test.ts', "describe.skipIf(!present)('x', run);"],
  ['lib/a.db.test.ts', "test.runIf(present)('x', run);"],
  ['docs/a.md', 'see /work/shared/DESIGN.md'],
  ['.ci/run', 'cd /work/main'],
  ['README.md', 'as Issue #3 asks'],
  ['lib/a.ts', '// found in the last session of work'],
])('%s: %s is found', (name, line) => {
  const found = findWords(name, `const a = 1;\n${line}\n`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`${name}:2: `);
});

test.each([
  ['lib/a.ts', 'const todo = stack.skip(1);'],
  ['lib/a.ts', 'query.skip(10)'],
  ['lib/core/canonical-json.test.ts', "describe.skipIf(!present)('x', run);"],
  ['docs/a.md', 'https://example.org/work/ and lib/work/a.ts and ./work/'],
  ['lib/a.ts', '// the same as any other'],
  ['docs/a.md', 'TODO'],
  ['scripts/check-words.mjs', 'TODO'],
  ['scripts/fixtures/a.ts', 'x as any'],
])('%s: %s is fine', (name, line) => {
  expect(findWords(name, line)).toEqual([]);
});
