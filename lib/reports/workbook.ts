import type { PassThrough } from 'node:stream';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { AppError } from '@/lib/core/errors';
import { microsToRecordTime } from '@/lib/core/time';
import { envelopeOf, type StoredRow } from '@/lib/ledger';
import { COLUMNS, type Column, cell, cellText } from '@/lib/ledger/cells';

const ROWS_A_SHEET = 1_000_000;
const BREATHE_EVERY = 500;
const HIGH_WATER = 256 * 1024;
const RECORD_CHUNK = 32_000;
const RECORD_COLUMNS = 3;
const TIME_FORMAT = 'yyyy-mm-dd hh:mm:ss.000';

type Sheet = ExcelJS.Worksheet & { stream?: { pipes?: { _writableState?: { length: number } }[] } };
const BREATH_MS = 5;
export type AboutLine = readonly [label: string, value: string];

/** exceljs writes without asking whether anybody reads; what has piled up in its zip entry is the only sign. */
async function breathe(sheet: Sheet, output: PassThrough): Promise<void> {
  const waiting = () => sheet.stream?.pipes?.[0]?._writableState?.length ?? 0;
  await nextTurn();
  while (waiting() > HIGH_WATER) {
    if (output.destroyed) throw new AppError('unavailable', 'The reader went away');
    await delay(BREATH_MS);
  }
}

/** exceljs would read `_x0041_` back as “A”; its own escape keeps it as it is. */
const escaped = (value: string): string => value.replace(/_(x[0-9A-Fa-f]{4}_)/g, '_x005F_$1');

const styleOf = ({ width, kind }: Column) => ({ width, ...(kind === 'time' && { style: { numFmt: TIME_FORMAT } }) });

/** Streams events into an .xlsx with flat memory: rows go out as they come in. */
export class EventWorkbook {
  private readonly book: ExcelJS.stream.xlsx.WorkbookWriter;
  private sheet: Sheet | undefined;
  private sheets = 0;
  private rowsInSheet = 0;

  constructor(private readonly output: PassThrough) {
    this.book = new ExcelJS.stream.xlsx.WorkbookWriter({
      stream: output,
      useStyles: true,
      useSharedStrings: false,
    });
    this.book.creator = 'Chainward';
  }

  about(lines: readonly AboutLine[]): void {
    const sheet = this.book.addWorksheet('About');
    sheet.columns = [
      { width: 24, style: { font: { bold: true } } },
      { width: 110, style: { alignment: { wrapText: true, vertical: 'top' } } },
    ];
    for (const [label, value] of lines) sheet.addRow([label, escaped(cellText(value))]).commit();
    sheet.commit();
  }

  private open(): Sheet {
    this.sheet?.commit();
    this.sheets += 1;
    this.rowsInSheet = 0;
    const name = this.sheets === 1 ? 'Events' : `Events ${this.sheets}`;
    const sheet: Sheet = this.book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }] });
    const hidden = (header: string) => ({ header, width: 12, hidden: true });
    sheet.columns = [
      { header: 'Seq', width: 12 },
      ...COLUMNS.map((column) => ({ header: column.header, ...styleOf(column) })),
      { header: 'Sealed at (UTC)', width: 24, style: { numFmt: TIME_FORMAT } },
      hidden('Sealed µs'),
      hidden('Previous hash'),
      ...Array.from({ length: RECORD_COLUMNS }, (_, i) => hidden(i === 0 ? 'Record' : `Record ${i + 1}`)),
    ];
    sheet.getRow(1).font = { bold: true };
    sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: COLUMNS.length + 2 } };
    this.sheet = sheet;
    return sheet;
  }

  async add(row: StoredRow & { prev: Buffer }): Promise<void> {
    const sheet = this.sheet && this.rowsInSheet < ROWS_A_SHEET ? this.sheet : this.open();
    const envelope = envelopeOf(row.record);
    const record = row.record.toString('base64url');
    const values = COLUMNS.map((column) => cell(envelope, column)).map((value) =>
      typeof value === 'string' ? escaped(value) : value,
    );
    const chunks = Array.from(
      { length: RECORD_COLUMNS },
      (_, i) => record.slice(i * RECORD_CHUNK, (i + 1) * RECORD_CHUNK) || null,
    );
    const sealedAt = new Date(microsToRecordTime(BigInt(row.micros)));
    sheet.addRow([Number(row.seq), ...values, sealedAt, row.micros, row.prev.toString('hex'), ...chunks]).commit();
    this.rowsInSheet += 1;
    if (this.rowsInSheet % BREATHE_EVERY === 0) await breathe(sheet, this.output);
  }

  async finish(): Promise<void> {
    if (!this.sheet) this.open();
    this.sheet?.commit();
    await this.book.commit();
  }
}
