import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipOf } from '../../lib/ledger/testing/workbook-file';
import { fromBytes } from '../../lib/ledger/verifier';
import { unpack } from '../../lib/ledger/verifier/unpack';
import { DEFAULT_LIMITS, readZip } from '../../lib/ledger/verifier/zip';

/** The file as LibreOffice saves it after opening it. */
export function resave(bytes: Buffer): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainward-office-'));
  try {
    const [file, saved] = [path.join(folder, 'events.xlsx'), path.join(folder, 'saved')];
    writeFileSync(file, bytes);
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const as = ['--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', saved, file];
    execFileSync('soffice', [profile, '--headless', ...as], { stdio: 'ignore', timeout: 90_000 });
    return readFileSync(path.join(saved, 'events.xlsx'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same workbook with a text of its sheets replaced, as an editor of files would. */
export async function replaceInSheets(bytes: Buffer, from: string, to: string): Promise<Buffer> {
  const source = fromBytes(bytes);
  const parts = [];
  for (const entry of (await readZip(source, DEFAULT_LIMITS)).values()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of unpack(source, entry)) pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    parts.push({ name: entry.name, data: Buffer.from(entry.name.includes('/sheet') ? text.replace(from, to) : text) });
  }
  return zipOf(parts);
}
