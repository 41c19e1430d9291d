import { eventsSheet, HASHES_A_CELL, VERIFY_SHEET } from '../cells';
import { fromHex } from './bytes';
import type { Given } from './check-signed';
import { type Columns, readHeads, SheetRows } from './compare-row';
import { ExportCheck, type Outcome } from './export-check';
import { type Header, NEITHER, readHeader, Stop } from './header';
import { HASH } from './leaf';
import { type Deceptive, deceptiveStyles, isDeceptive } from './number-formats';
import { type Book, openBook } from './parts';
import { type Platform, Unreadable } from './platform';
import { brief, type Findings } from './report';
import { type Condition, type SheetRow, sheetReader, stringsReader } from './sheet-cells';
import type { ByteSource } from './source';
import type { Limits } from './zip';

const NO_PROOF =
  'It is a workbook without the sheet “Verify”: one that an older version exported, one from which the sheet was removed, or none of Chainward’s. It proves nothing.';

async function readStrings({ strings, read }: Book): Promise<string[]> {
  const found: string[] = [];
  if (strings)
    await read(
      strings,
      stringsReader((text) => found.push(text)),
    );
  return found;
}

type Proof = { header: Header; hashes: Uint8Array[] };

/** The hidden sheet: the header in A1, then the hashes of nodes, 500 a cell. */
async function readProof(book: Book, strings: readonly string[], path: string, findings: Findings): Promise<Proof> {
  let text = '';
  const hashes: Uint8Array[] = [];
  let isLast = false;
  await book.read(
    path,
    sheetReader(strings, ({ number, cells }) => {
      for (const [column, { text: shown }] of cells) {
        if (column !== 0)
          findings.add(null, 'form', `${VERIFY_SHEET}, row ${number}: there is something beside the proof`);
        else if (number === 1) text = shown;
        else {
          const bytes = fromHex(shown);
          const isWhole = bytes?.length === HASHES_A_CELL * HASH;
          if (!bytes || bytes.length % HASH !== 0 || bytes.length > HASHES_A_CELL * HASH || isLast)
            findings.add(null, 'form', `${VERIFY_SHEET}, A${number}: it does not hold hashes as the format says`);
          else hashes.push(bytes);
          isLast = !isWhole;
        }
      }
    }),
  );
  if (text === '') throw new Unreadable(NEITHER);
  return { header: readHeader(text), hashes };
}

async function readEvents(
  book: Book,
  strings: readonly string[],
  check: ExportCheck,
  findings: Findings,
): Promise<void> {
  const rows = new SheetRows(findings, (row) => check.row(row));
  const deceptive: Deceptive = { cells: new Set(), rules: new Set() };
  if (book.styles) await book.read(book.styles, deceptiveStyles(deceptive));
  for (let at = 0; ; at += 1) {
    const sheet = book.sheets.find(({ name }) => name === eventsSheet(at));
    if (!sheet) return;
    let columns: Columns | null = null;
    const onRow = (row: SheetRow) => {
      const context = { sheet: sheet.name, since1904: book.since1904, deceptive: deceptive.cells };
      if (columns) rows.read(row, { ...context, columns });
      else columns = readHeads(row, context, findings);
    };
    const onCondition = (condition: Condition) => {
      if ('code' in condition ? isDeceptive(condition.code) : deceptive.rules.has(condition.style))
        findings.add(null, 'cell', `a conditional format of ${sheet.name} shows something else than its cells hold`);
    };
    const reader = sheetReader(strings, onRow, onCondition);
    await book.read(sheet.path, reader);
  }
}

function noteForeignSheets({ sheets }: Book, remarks: string[]): void {
  const ours = new Set(['About', VERIFY_SHEET, ...sheets.map((_, at) => eventsSheet(at))]);
  for (const { name } of sheets)
    if (!ours.has(name)) remarks.push(`The sheet “${brief(name)}” is none of the export’s: nothing in it is proven.`);
}

/** An Excel export by itself, also after another program has saved it again. */
export async function verifyWorkbook(
  source: ByteSource,
  given: Given,
  platform: Platform,
  findings: Findings,
  remarks: string[],
  limits: Limits,
): Promise<{ check: ExportCheck | null; outcome: Outcome | null }> {
  const book = await openBook(source, limits);
  const path = book.sheets.find(({ name }) => name === VERIFY_SHEET)?.path;
  if (!path) throw new Unreadable(NO_PROOF);
  const strings = await readStrings(book);
  let check: ExportCheck | null = null;
  try {
    const { header, hashes } = await readProof(book, strings, path, findings);
    noteForeignSheets(book, remarks);
    check = await ExportCheck.open(header, given, platform, findings, remarks);
    await readEvents(book, strings, check, findings);
    for (const cell of hashes) for (let at = 0; at < cell.length; at += HASH) check.node(cell.subarray(at, at + HASH));
    return { check, outcome: check.finish() };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    findings.add(null, error.damage, error.detail);
    return { check, outcome: null };
  }
}
