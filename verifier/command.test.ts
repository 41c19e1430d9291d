import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleOf, FileLog, makeExport } from '@/lib/ledger/testing/export-file';
import { WorkbookFile } from '@/lib/ledger/testing/workbook-file';

const COMMAND = path.resolve(import.meta.dirname, 'chainward-verify.mjs');
const log = new FileLog().grow(25);
const older = log.checkpoint(9);
let folder: string;

/** Alone in a folder of its own, where no package can be found. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const put = (name: string, content: Buffer | string) => writeFileSync(path.join(folder, name), content);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chainward-verify-'));
  const whole = makeExport(log);
  const part = makeExport(log, { pick: (seq) => seq % 2 === 0 });
  put('whole.ndjson', bundleOf(whole));
  put('whole.xlsx', new WorkbookFile(whole).bytes());
  put('part.ndjson', bundleOf(part));
  put('odd.txt', 'hello');
  put('older.note', older);
  const book = new WorkbookFile(whole);
  const row = book.rows()[8];
  if (row) row[6] = 'Nothing\u001b[31m happened.';
  put('edited.xlsx', book.bytes());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the exit code is the verdict', () => {
  const key = ['--vkey', log.vkey];
  const codes = [
    run('whole.ndjson', ...key),
    run('whole.xlsx', ...key),
    run('part.ndjson', ...key),
    run('whole.xlsx'),
    run('edited.xlsx', ...key),
    run('odd.txt', ...key),
    run('nowhere.xlsx', ...key),
    run(),
    run('whole.xlsx', '--vkey', 'nonsense'),
    run('whole.xlsx', '--anchored', 'odd.txt'),
    run('--help'),
  ].map(({ status }) => status);
  expect(codes).toEqual([0, 0, 11, 12, 10, 16, 1, 64, 64, 64, 0]);
});

test('it says in words what it found, and no stranger’s text acts on the terminal', () => {
  const good = run('whole.ndjson', `--vkey=${log.vkey}`, '--anchored', 'older.note');
  expect(good.stdout).toContain('OK: Intact and complete');
  expect(good.stdout).toContain('the older checkpoint that you gave, of 9 events');
  expect(good.stdout).toContain('27 of the 27 events');
  const bad = run('edited.xlsx', '--vkey', log.vkey);
  expect(bad.stdout).toContain('BROKEN: Tampered with');
  expect(bad.stdout).toContain('Events!G9');
  expect(bad.stdout).toContain('recorded is “Something happened for the 7th time.”');
  expect(bad.stdout).not.toContain('\u001b');
});

test('the report as JSON, and the same from an import', () => {
  const report = JSON.parse(run('edited.xlsx', '--vkey', log.vkey, '--json').stdout);
  expect(report).toMatchObject({
    kind: 'workbook',
    verdict: 'broken',
    exit: 10,
    firstBad: { seq: 7, damage: 'cell', cell: { sheet: 'Events', address: 'G9', column: 'Summary' } },
  });
  const script = `import { readFileSync } from 'node:fs';
    const { fromBytes, verifyExport } = await import(${JSON.stringify(`file://${COMMAND}`)});
    const { verdict } = await verifyExport(fromBytes(readFileSync('whole.xlsx')), { vkeys: [${JSON.stringify(log.vkey)}] });
    console.log(verdict);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stdout).toBe('ok\n');
});
