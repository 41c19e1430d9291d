import { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';

/** A workbook as a library reads it that had no part in writing it: each sheet's rows by their column heads. */
export async function readWorkbook(bytes: Buffer): Promise<Map<string, ExcelJS.Worksheet>> {
  const book = new ExcelJS.Workbook();
  const stream = new PassThrough();
  stream.end(bytes);
  await book.xlsx.read(stream);
  return new Map(book.worksheets.map((sheet) => [sheet.name, sheet]));
}

export type SheetRow = Record<string, ExcelJS.CellValue>;

export function rowsOf(sheet: ExcelJS.Worksheet | undefined): SheetRow[] {
  const heads = (sheet?.getRow(1).values ?? []) as string[];
  const rows: SheetRow[] = [];
  sheet?.eachRow((row, n) => {
    if (n === 1) return;
    rows.push(Object.fromEntries(heads.flatMap((head, at) => (head ? [[head, row.getCell(at).value]] : []))));
  });
  return rows;
}

const chunks = (row: SheetRow): string => ['Record', 'Record 2', 'Record 3'].map((name) => row[name] ?? '').join('');

/** What the hidden columns say, as a bundle would. */
export const bundleRow = (row: SheetRow) => ({
  seq: row.Seq,
  sealedAt: Number(row['Sealed µs']),
  prev: row['Previous hash'],
  record: Buffer.from(chunks(row), 'base64url').toString('utf8'),
});
