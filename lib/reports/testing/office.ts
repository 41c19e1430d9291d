import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A workbook opened and saved again by LibreOffice. */
export function savedAgain(bytes: Buffer): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainward-office-'));
  try {
    const file = path.join(folder, 'export.xlsx');
    const out = path.join(folder, 'out');
    mkdirSync(out);
    writeFileSync(file, bytes);
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    execFileSync(
      'soffice',
      [profile, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', out, file],
      {
        stdio: 'ignore',
        timeout: 90_000,
      },
    );
    return readFileSync(path.join(out, 'export.xlsx'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
