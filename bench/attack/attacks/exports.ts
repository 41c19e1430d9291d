import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import type { Expected } from '../attack';
import type { ExportFiles } from '../export-files';

export type ExportAttack = {
  name: string;
  title: string;
  carryOut(files: ExportFiles): Promise<{ bytes: Buffer; expected: Expected }>;
};

/** Opened, changed and saved by a program that knows nothing of us. */
export async function withBook(bytes: Buffer, change: (events: ExcelJS.Worksheet) => unknown): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(new Uint8Array(bytes).buffer);
  const events = book.getWorksheet('Events');
  if (!events) throw new Error('the export has no sheet of events');
  await change(events);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const columnOf = (events: ExcelJS.Worksheet, head: string): number =>
  (events.getRow(1).values as string[]).indexOf(head);

/** Its lines in another order, and the trailer as if nothing had happened. */
function withLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  const lines = bytes.toString('utf8').trimEnd().split('\n').slice(0, -1);
  const body = `${change(lines).join('\n')}\n`;
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.from(`${body}${JSON.stringify({ end: true, sha256 })}\n`);
}

const ROW = 20;

const removed = (lines: string[]): string[] => lines.toSpliced(1 + ROW, 1);

export const EXPORT_ATTACKS: readonly ExportAttack[] = [
  {
    name: 'excel-cell-edited',
    title: 'an edited cell in an Excel export',
    carryOut: async ({ book }) => {
      const bytes = await withBook(book, (events) => {
        events.getRow(2 + ROW).getCell(columnOf(events, 'Summary')).value = 'Nothing happened.';
      });
      return { bytes, expected: { damage: 'cell', firstBad: ROW } };
    },
  },
  {
    name: 'excel-row-removed',
    title: 'a removed row in an Excel export',
    carryOut: async ({ book }) => {
      const bytes = await withBook(book, (events) => events.spliceRows(2 + ROW, 1));
      return { bytes, expected: { damage: 'gap', firstBad: ROW } };
    },
  },
  {
    name: 'excel-row-removed-from-a-part',
    title: 'a removed row in a filtered Excel export',
    carryOut: async ({ bookPart }) => {
      const bytes = await withBook(bookPart, (events) => events.spliceRows(2 + ROW, 1));
      return { bytes, expected: { damage: 'export' } };
    },
  },
  {
    name: 'excel-foreign-row',
    title: 'a foreign row in an Excel export: that of another log in the place of ours',
    carryOut: async ({ book, foreignBook }) => {
      let foreign: ExcelJS.CellValue[] = [];
      await withBook(foreignBook, (events) => {
        foreign = events.getRow(2 + ROW).values as ExcelJS.CellValue[];
      });
      const bytes = await withBook(book, (events) => {
        events.getRow(2 + ROW).values = foreign;
      });
      return { bytes, expected: { damage: 'digest' } };
    },
  },
  {
    name: 'bundle-record-edited',
    title: 'an edited record in a bundle, its trailer made again',
    carryOut: async ({ bundle }) => {
      const change = (line: string) => line.replace('something that is written down', 'nothing that is written down');
      const bytes = withLines(bundle, (lines) => lines.map((line, i) => (i === 1 + ROW ? change(line) : line)));
      return { bytes, expected: { damage: 'digest', firstBad: ROW } };
    },
  },
  {
    name: 'bundle-row-removed',
    title: 'a removed row in a bundle, its trailer made again',
    carryOut: async ({ bundle }) => ({
      bytes: withLines(bundle, removed),
      expected: { damage: 'gap', firstBad: ROW },
    }),
  },
  {
    name: 'bundle-row-removed-from-a-part',
    title: 'a removed row in a filtered bundle, its trailer made again',
    carryOut: async ({ bundlePart }) => ({ bytes: withLines(bundlePart, removed), expected: { damage: 'export' } }),
  },
  {
    name: 'bundle-foreign-row',
    title: 'a foreign row in a bundle: that of another log in the place of ours',
    carryOut: async ({ bundle, foreignBundle }) => {
      const [, ...rows] = foreignBundle.toString('utf8').split('\n');
      const foreign = rows[ROW] ?? '';
      const bytes = withLines(bundle, (lines) => lines.toSpliced(1 + ROW, 1, foreign));
      return { bytes, expected: { damage: 'digest' } };
    },
  },
  {
    name: 'bundle-signature-stripped',
    title: 'a stripped signature in a bundle',
    carryOut: async ({ bundle }) => {
      const strip = (line: string) => {
        const header = JSON.parse(line) as { checkpoint: string };
        return JSON.stringify({ ...header, checkpoint: `${header.checkpoint.split('\n\n')[0]}\n\n` });
      };
      const bytes = withLines(bundle, ([header = '', ...lines]) => [strip(header), ...lines]);
      return { bytes, expected: { damage: 'signature' } };
    },
  },
  {
    name: 'bundle-of-another-log',
    title: 'the whole bundle replaced by one of another log, rightly signed by its own key',
    carryOut: async ({ foreignBundle }) => ({ bytes: foreignBundle, expected: { damage: 'signature' } }),
  },
];
