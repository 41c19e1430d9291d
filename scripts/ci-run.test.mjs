import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inRoot } from './lib/paths.mjs';

const clone = mkdtempSync(join(tmpdir(), 'chainward-ci-'));
const programs = join(clone, 'programs');
const calls = join(clone, 'calls.log');
mkdirSync(programs);
mkdirSync(join(clone, 'tmp'));
cpSync(inRoot('.ci'), join(clone, '.ci'), { recursive: true });
afterAll(() => rmSync(clone, { recursive: true }));

const program = (name, lines) => writeFileSync(join(programs, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });

/** With a stand-in for npm; `id` keeps it from installing anything here. */
function ciRun(npm) {
  program('id', 'echo 1000');
  program('npm', `echo "$* CI=$CI" >>"${calls}"\n${npm}`);
  writeFileSync(calls, '');
  const PATH = [programs, process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, TMPDIR: join(clone, 'tmp') };
  const { status, stdout } = spawnSync(join(clone, '.ci', 'run'), { encoding: 'utf8', env });
  return { status, lines: stdout.trimEnd().split('\n').slice(-2), calls: readFileSync(calls, 'utf8') };
}

test('calls npm test once and ends with its last line', () => {
  const { status, lines, calls: made } = ciRun("echo table; echo '3 passed, 0 failed'");
  expect({ status, lines }).toEqual({ status: 0, lines: ['table', '3 passed, 0 failed'] });
  expect(made.split('\n').filter((line) => !line.startsWith('--version'))).toEqual(['test --silent CI=true', '']);
});

test('failed tests fail it', () => {
  expect(ciRun("echo '2 passed, 1 failed'; exit 1")).toMatchObject({
    status: 1,
    lines: [expect.anything(), '2 passed, 1 failed'],
  });
});

test.each([
  ['a bootstrap that failed', 'echo "bootstrap: failed" >&2; exit 1', 1],
  ['a run that was killed', 'kill -9 $$', 137],
  ['a run that said nothing', 'exit 0', 1],
])('%s is one failure', (_what, npm, code) => {
  const { status, lines } = ciRun(npm);
  expect(lines.at(-1)).toBe('0 passed, 1 failed');
  expect(status).toBe(code);
});
