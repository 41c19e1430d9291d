import { type CellValue, fromSerial, RECORD_COLUMNS, rowCells, SHEET_COLUMNS, unescapeCell } from '../cells';
import { fromBase64Url, fromUtf8, hashFromHex } from './bytes';
import type { Row } from './check-rows';
import { recordDigest, ZERO_HASH } from './leaf';
import { readRecord } from './record';
import type { Findings } from './report';
import { columnName, type SheetRow, type Shown } from './sheet-cells';

const place = (id: string): number => SHEET_COLUMNS.findIndex((column) => column.id === id);
const SEQ = place('seq');
const MICROS = place('sealedMicros');
const PREV = place('prev');
const RECORD = place('record');

/** Which of a sheet's columns shows which of ours; null for a head that is none of ours, which is a finding of its own. */
export type Columns = Map<number, number | null>;
export type SheetContext = { sheet: string; columns: Columns; since1904: boolean; deceptive: ReadonlySet<number> };

/** The heads of the columns. One that is not ours shows nothing that was proven. */
export function readHeads(
  { number, cells }: SheetRow,
  { sheet, deceptive }: Pick<SheetContext, 'sheet' | 'deceptive'>,
  findings: Findings,
): Columns {
  const columns: Columns = new Map();
  const missing = new Map(SHEET_COLUMNS.map(({ header }, at) => [header, at]));
  const foreign: [number, string][] = [];
  for (const [column, { text, formula, style }] of cells) {
    const at = formula || deceptive.has(style) ? undefined : missing.get(text);
    columns.set(column, at ?? null);
    if (at === undefined) foreign.push([column, text]);
    else missing.delete(text);
  }
  for (const [column, text] of foreign) {
    const address = `${columnName(column)}${number}`;
    const cell = { sheet, address, column: text, shown: text, recorded: SHEET_COLUMNS[column]?.header ?? '' };
    findings.add(
      null,
      'cell',
      `the head of column ${columnName(column)} is none of the export’s, is there twice, or is made to show something else`,
      cell,
    );
  }
  if (foreign.length === 0)
    for (const header of missing.keys()) findings.add(null, 'cell', `the column “${header}” of ${sheet} was removed`);
  return columns;
}

const words = (value: CellValue): string => {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
};

function shownWords(shown: Shown | undefined, expected: CellValue, since1904: boolean): string {
  if (!shown) return '';
  if (!(expected instanceof Date) || shown.number === null) return shown.text;
  const date = new Date(fromSerial(shown.number, since1904));
  return Number.isNaN(date.getTime()) ? shown.text : date.toISOString();
}

/** LibreOffice 7.4 escapes only the first of two that share their middle line, and reads the rest back as a character. */
const savedByOffice = (text: string): string => unescapeCell(text.replace(/_(x[0-9A-Fa-f]{4}_)/g, '_x005F_$1'));

function isText(shown: string, expected: string): boolean {
  const lines = shown.replace(/\r\n?/g, '\n');
  if (shown === expected || lines === expected) return true;
  if (!expected.includes('_x')) return false;
  const once = savedByOffice(expected);
  return lines === once || lines === savedByOffice(once);
}

function isAsRecorded(shown: Shown | undefined, expected: CellValue, since1904: boolean): boolean {
  if (shown?.formula) return false;
  if (expected === null || expected === '') return shown === undefined;
  if (!shown) return false;
  if (expected instanceof Date)
    return shown.number !== null && fromSerial(shown.number, since1904) === expected.getTime();
  if (typeof expected === 'number') return shown.number === expected || shown.text === String(expected);
  return shown.number === null && isText(shown.text, expected);
}

/** One row of a sheet: what it hides is read as a row of a bundle, what it shows is compared with that, cell by cell. */
export class SheetRows {
  private last = { seq: -1, micros: 0 };

  constructor(
    private readonly findings: Findings,
    private readonly onRow: (row: Row) => void,
  ) {}

  read({ number, cells }: SheetRow, { sheet, columns, since1904, deceptive }: SheetContext): void {
    const shown = new Map<number, Shown>();
    const addresses = new Map<number, string>();
    for (const [column, at] of columns) {
      if (at === null) continue;
      addresses.set(at, `${columnName(column)}${number}`);
      const cell = cells.get(column);
      if (cell) shown.set(at, cell);
    }
    for (const [column, { text }] of cells) {
      if (columns.has(column)) continue;
      const cell = { sheet, address: `${columnName(column)}${number}`, column: '', shown: text, recorded: '' };
      this.findings.add(null, 'cell', 'the export has no such cell', cell);
    }
    if (shown.size === 0) return;
    const addressOf = (at: number) => addresses.get(at) ?? String(number);
    const textOf = (at: number) => shown.get(at)?.text ?? '';
    const record = Array.from({ length: RECORD_COLUMNS }, (_, at) => textOf(RECORD + at)).join('');
    if (record === '' && textOf(PREV) === '' && textOf(MICROS) === '') {
      this.findings.add(null, 'form', `row ${number} of ${sheet} holds no record: the export did not write it`);
      return;
    }
    const report = (seq: number | null, at: number, detail: string, expected: CellValue) => {
      const cell = {
        sheet,
        address: addressOf(at),
        column: SHEET_COLUMNS[at]?.header ?? '',
        shown: shownWords(shown.get(at), expected, since1904),
        recorded: words(expected),
      };
      this.findings.add(seq, 'cell', detail, cell);
    };

    const shownSeq = shown.get(SEQ)?.number ?? Number(textOf(SEQ) || Number.NaN);
    const isNumbered = Number.isSafeInteger(shownSeq) && shownSeq >= 0 && !shown.get(SEQ)?.formula;
    const seq = isNumbered ? shownSeq : this.last.seq + 1;
    if (!isNumbered) report(null, SEQ, 'it is no number of an event', null);
    const isMicros = /^\d{1,16}$/.test(textOf(MICROS)) && Number.isSafeInteger(Number(textOf(MICROS)));
    const micros = isMicros ? Number(textOf(MICROS)) : this.last.micros;
    if (!isMicros) report(seq, MICROS, 'it is no sealing time', null);
    const prev = hashFromHex(textOf(PREV));
    if (!prev) report(seq, PREV, 'it is no hash', null);
    this.last = { seq, micros };

    const bytes = fromBase64Url(record);
    const text = bytes && fromUtf8(bytes);
    const read = bytes && text != null ? readRecord(text, bytes.length) : { problem: 'it is not base64url' };
    const envelope = 'envelope' in read ? read.envelope : null;
    if ('problem' in read) this.findings.add(seq, 'form', `${sheet}, ${addressOf(RECORD)}: ${read.problem}`);
    if (envelope) {
      const expected = rowCells({ seq, micros: String(micros), prev: textOf(PREV), record, envelope });
      for (const [at, value] of expected.entries()) {
        if (
          at === SEQ ||
          SHEET_COLUMNS[at]?.hidden ||
          !addresses.has(at) ||
          isAsRecorded(shown.get(at), value, since1904)
        )
          continue;
        const how = shown.get(at)?.formula ? 'it is a formula' : 'it was edited';
        report(seq, at, `${SHEET_COLUMNS[at]?.header}: ${how}`, value);
      }
    }
    for (const [at, { style }] of shown)
      if (deceptive.has(style)) report(seq, at, 'its format shows something else than the cell holds', null);
    const digest = recordDigest(bytes ?? new Uint8Array(0));
    this.onRow({ seq, micros, prev: prev ?? ZERO_HASH, digest, envelope, place: { sheet, address: addressOf(SEQ) } });
  }
}
