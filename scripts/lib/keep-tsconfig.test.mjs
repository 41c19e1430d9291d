import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keepTsconfig } from './keep-tsconfig.mjs';

const root = mkdtempSync(join(tmpdir(), 'chainward-tsconfig-'));
const path = join(root, 'tsconfig.json');
afterAll(() => rmSync(root, { recursive: true }));

const before = '{ "compilerOptions": { "strict": true }, "include": ["**/*.ts", ".next/types/**/*.ts"] }\n';
const rewritten = (strict) =>
  JSON.stringify({
    compilerOptions: { strict, allowJs: true },
    include: ['**/*.ts', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
  });

async function after(text) {
  writeFileSync(path, before);
  await keepTsconfig(root, async () => writeFileSync(path, text)).catch(() => {});
  return readFileSync(path, 'utf8');
}

test('the rewriting of Next is taken back', async () => {
  expect(await after(rewritten(true))).toBe(before);
});

test('an edit that somebody makes meanwhile stays', async () => {
  expect(await after(rewritten(false))).toBe(rewritten(false));
  expect(await after('{ "compilerOptions": {')).toBe('{ "compilerOptions": {');
});

test('it is taken back also when the work fails', async () => {
  writeFileSync(path, before);
  const work = async () => {
    writeFileSync(path, rewritten(true));
    throw new Error('no');
  };
  await expect(keepTsconfig(root, work)).rejects.toThrow('no');
  expect(readFileSync(path, 'utf8')).toBe(before);
});
