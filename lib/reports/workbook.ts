import { AppError } from '@/lib/core/errors';
import type { Output } from '@/lib/core/output';
import { envelopeOf } from '@/lib/ledger';
import {
  type CellValue,
  type Column,
  cellText,
  escapeCell,
  eventsSheet,
  HASHES_A_CELL,
  MOST_CHARACTERS,
  needsQuote,
  ROWS_A_SHEET,
  rowCells,
  SHEET_COLUMNS,
  VERIFY_SHEET,
} from '@/lib/ledger/cells';
import type { ExportRow } from '@/lib/ledger/queries/export-slice';
import {
  codeCell,
  columnName,
  numberCell,
  packageParts,
  type SheetColumn,
  type SheetEntry,
  STYLE,
  sheetHead,
  sheetTail,
  textCell,
  timeCell,
} from './sheet/sheet-xml';
import { ZipWriter } from './sheet/zip-writer';

/** Below the 4 GiB that an entry of a plain .zip can hold, with room for one more row. */
const BYTES_A_SHEET = 4_200_000_000;

export type AboutLine = readonly [label: string, value: string];
type Limits = { rowsASheet?: number; bytesASheet?: number };

const PLACES = SHEET_COLUMNS.map((_, i) => columnName(i));
const LAST_SHOWN = SHEET_COLUMNS.reduce((last, { hidden }, i) => (hidden ? last : i), 0);

function cellXml({ hidden }: Column, place: string, value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return timeCell(place, value);
  if (typeof value === 'number') return numberCell(place, value);
  // What is hidden is made of our own letters; a program must not read its digits as a number.
  if (hidden) return codeCell(place, value);
  return textCell(place, escapeCell(value), needsQuote(value) ? STYLE.quoted : STYLE.plain);
}

/** Events as an .xlsx, written front to back in constant memory: About, Events, and Verify with what proves them. */
export class EventWorkbook {
  private readonly zip: ZipWriter;
  private readonly sheets: SheetEntry[] = [];
  private eventSheets = 0;
  private rows = 0;
  private isOpen = false;
  private hashes: string[] = [];

  constructor(
    private readonly output: Output,
    now: Date,
    private readonly limits: Limits = {},
  ) {
    this.zip = new ZipWriter((bytes) => output.write(bytes), now);
  }

  async about(lines: readonly AboutLine[]): Promise<void> {
    await this.open('About', [{ width: 24 }, { width: 110 }], { selected: true });
    for (const [label, value] of lines) {
      const n = this.rows + 1;
      await this.line([
        textCell(`A${n}`, label, STYLE.bold),
        textCell(`B${n}`, escapeCell(cellText(value)), STYLE.wrapped),
      ]);
    }
    await this.close();
  }

  add(row: ExportRow): Promise<void> | undefined {
    const { rowsASheet = ROWS_A_SHEET, bytesASheet = BYTES_A_SHEET } = this.limits;
    const isFull = this.rows > rowsASheet || this.zip.size > bytesASheet;
    return this.eventSheets === 0 || isFull ? this.nextSheet().then(() => this.event(row)) : this.event(row);
  }

  /** After the last event: the header of a bundle, then `proof` with its nodes. */
  async verify(header: string): Promise<void> {
    if (escapeCell(header).length > MOST_CHARACTERS)
      throw new AppError('too_large', 'The filter is too long for a cell of an Excel file; take a bundle instead');
    if (this.eventSheets === 0) await this.nextSheet();
    await this.closeEvents();
    await this.open(VERIFY_SHEET, [{ width: 80 }], { hidden: true });
    await this.line([textCell('A1', escapeCell(header), STYLE.text)]);
  }

  async proof(hashes: readonly Buffer[]): Promise<void> {
    for (const hash of hashes) {
      this.hashes.push(hash.toString('hex'));
      if (this.hashes.length === HASHES_A_CELL) await this.proofLine();
    }
  }

  async finish(): Promise<void> {
    if (this.hashes.length > 0) await this.proofLine();
    await this.close();
    for (const [name, content] of packageParts(this.sheets)) {
      await this.zip.begin(name);
      await this.zip.push(content);
      await this.zip.end();
    }
    await this.zip.finish();
    await this.output.end();
  }

  private event(row: ExportRow): Promise<void> | undefined {
    const n = this.rows + 1;
    const cells = rowCells({
      seq: Number(row.seq),
      micros: row.micros,
      prev: row.prev.toString('hex'),
      record: row.record.toString('base64url'),
      envelope: envelopeOf(row.record),
    });
    let xml = '';
    for (const [i, column] of SHEET_COLUMNS.entries()) xml += cellXml(column, `${PLACES[i]}${n}`, cells[i] ?? null);
    return this.line([xml]);
  }

  private async nextSheet(): Promise<void> {
    await this.closeEvents();
    this.eventSheets += 1;
    await this.open(eventsSheet(this.eventSheets - 1), SHEET_COLUMNS, { frozen: true });
    await this.line(SHEET_COLUMNS.map(({ header }, i) => textCell(`${PLACES[i]}1`, header, STYLE.bold)));
  }

  private async closeEvents(): Promise<void> {
    if (this.isOpen) await this.close(`A1:${PLACES[LAST_SHOWN]}${this.rows}`);
  }

  private async open(
    name: string,
    columns: readonly SheetColumn[],
    { hidden = false, frozen = false, selected = false } = {},
  ): Promise<void> {
    const file = `sheet${this.sheets.length + 1}.xml`;
    this.sheets.push({ name, file, hidden });
    this.rows = 0;
    this.isOpen = true;
    await this.zip.begin(`xl/worksheets/${file}`);
    await this.zip.push(sheetHead(columns, { frozen, selected }));
  }

  private async close(filter?: string): Promise<void> {
    await this.zip.push(sheetTail(filter));
    await this.zip.end();
    this.isOpen = false;
  }

  private line(cells: readonly string[]): Promise<void> | undefined {
    this.rows += 1;
    return this.zip.push(`<row r="${this.rows}">${cells.join('')}</row>`);
  }

  private async proofLine(): Promise<void> {
    const line = [codeCell(`A${this.rows + 1}`, this.hashes.join(''))];
    this.hashes = [];
    await this.line(line);
  }
}
