import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Comma, quote, UTF-8, from row 1, no language, quote nothing needless, real cell contents, formulas off, every sheet. */
const EVERY_SHEET = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/y;
  for (let row: string[] = []; field.lastIndex < text.length; ) {
    const [, value = '', end] = field.exec(text) ?? [];
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

export type Sheet = Record<string, string>[];

/** An .xlsx as LibreOffice reads it, which knows nothing of us: each sheet's rows by their column heads. */
export function readWorkbook(file: string): Map<string, Sheet> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainward-office-'));
  try {
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    execFileSync('soffice', [profile, '--headless', '--convert-to', EVERY_SHEET, '--outdir', folder, file], {
      stdio: 'ignore',
      timeout: 90_000,
    });
    const name = path.basename(file, '.xlsx');
    const sheets = readdirSync(folder).filter((each) => each.startsWith(`${name}-`) && each.endsWith('.csv'));
    return new Map(
      sheets.map((each) => {
        const [head = [], ...rows] = parseCsv(readFileSync(path.join(folder, each), 'utf8'));
        const sheet = rows.map((row) => Object.fromEntries(head.map((title, at) => [title, row[at] ?? ''])));
        return [each.slice(name.length + 1, -'.csv'.length), sheet];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
