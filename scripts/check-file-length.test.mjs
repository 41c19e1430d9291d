import { expect, test } from 'vitest';
import { isMeasured, judgeLength } from './check-file-length.mjs';

const lines = (count, first = 'x') => `${[first, ...Array(count - 1).fill('x')].join('\n')}\n`;

test('up to 300 lines need no reason', () => {
  expect(judgeLength(lines(300))).toBeNull();
  expect(judgeLength('')).toBeNull();
});

test('above 300 a reason must stand at the top', () => {
  expect(judgeLength(lines(301))).toMatch(/301 lines/);
  expect(judgeLength(lines(400, '// Long because the table is one.'))).toBeNull();
  expect(judgeLength(lines(400, '/* Long because the table is one. */'))).toBeNull();
  expect(judgeLength(lines(301, "const text = 'Long because';"))).not.toBeNull();
  expect(judgeLength(`${'x\n'.repeat(12)}// Long because too late\n${'x\n'.repeat(300)}`)).not.toBeNull();
});

test('above 400 no reason helps', () => {
  expect(judgeLength(lines(401, '// Long because the table is one.'))).toMatch(/401 lines/);
});

test('a last line without an end counts too', () => {
  expect(judgeLength('x\n'.repeat(300).concat('x'))).toMatch(/301 lines/);
});

test('only written code is measured', () => {
  const names = ['lib/a.ts', 'app/a.tsx', 'scripts/a.mjs', 'app/a.css'];
  expect(names.every(isMeasured)).toBe(true);
  const others = [
    'lib/db/generated/a.ts',
    'package-lock.json',
    'prisma/migrations/1/migration.sql',
    'e2e/fixtures/a.ts',
  ];
  expect(others.some(isMeasured)).toBe(false);
});
