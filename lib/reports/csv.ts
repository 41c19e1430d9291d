import { envelopeOf } from '@/lib/ledger';
import { type CellValue, needsQuote, rowCells, SHEET_COLUMNS } from '@/lib/ledger/cells';
import type { ExportRow } from '@/lib/ledger/queries/export-slice';

/** Spreadsheets take a file without it for one in the country's old encoding; programs are better served by NDJSON. */
const BYTE_ORDER_MARK = '\uFEFF';
const SHOWN = SHEET_COLUMNS.flatMap((column, at) => (column.hidden ? [] : [{ header: column.header, at }]));

/** RFC 4180. An apostrophe keeps a text from being taken for a formula; a carriage return has become a line feed by then. */
function field(value: CellValue): string {
  if (value === null) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  const safe = typeof value === 'string' && (needsQuote(text, 'csv') || text.startsWith('\n')) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (values: readonly CellValue[]): string => `${values.map(field).join(',')}\r\n`;

export const csvHead = (): string => BYTE_ORDER_MARK + line(SHOWN.map(({ header }) => header));

export function csvLine({ seq, micros, record }: ExportRow): string {
  const cells = rowCells({ seq: Number(seq), micros, prev: '', record: '', envelope: envelopeOf(record) });
  return line(SHOWN.map(({ at }) => cells[at] ?? null));
}
