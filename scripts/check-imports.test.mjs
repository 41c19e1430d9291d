import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from './lib/paths.mjs';

const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

function check(folder) {
  const gate = inRoot('scripts', 'check-imports.mjs');
  const { status, stdout } = spawnSync(process.execPath, [gate, '--json', '--root', folder], { encoding: 'utf8' });
  return { status, ...JSON.parse(stdout) };
}

test('a tree that keeps every rule passes', () => {
  const { status, modules, violations } = check(inRoot('scripts', 'fixtures', 'imports', 'good'));
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(50);
  expect(status).toBe(0);
});

test('each rule fires, on the file that breaks it and on no other', () => {
  const { status, violations } = check(inRoot('scripts', 'fixtures', 'imports', 'bad'));
  const fired = violations.map(({ rule }) => rule.name);
  expect([...new Set(fired)].sort()).toEqual(forbidden.map(({ name }) => name).sort());
  // The generated client and Prisma's packages are two ways to break one rule.
  expect(fired.length).toBe(forbidden.length + 1);
  expect(new Set(violations.map(({ from }) => from)).size).toBe(violations.length);
  expect(status).toBe(1);
});

test('a gate that sees no module does not pass', () => {
  const empty = mkdtempSync(join(tmpdir(), 'chainward-imports-'));
  try {
    expect(check(empty)).toEqual({ status: 1, modules: 0, violations: [] });
  } finally {
    rmSync(empty, { recursive: true });
  }
});
