import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Output } from '@/lib/core/output';
import type { BundleHeader } from '@/lib/ledger/bundle/bundle-lines';
import { unescapeCell } from '@/lib/ledger/cells';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import { savedAgain } from './testing/office';
import { bundleRow, readWorkbook, rowsOf } from './testing/read-workbook';
import { type SmallLog, smallLog } from './testing/small-log';
import { EventWorkbook } from './workbook';

const OFFICE_MS = 100_000;
const NOW = new Date('2026-11-20T08:15:30Z');
/** What spreadsheets are known to lose, change or calculate. */
const NASTY = [
  `=cmd|'/c calc'!A1`,
  '+1+1',
  '-1+1',
  '@SUM(1+1)',
  `'=1+1`,
  'nul \u0000, bell \u0007, delete \u007f, no character \ufffe and \uffff',
  'return\rreturn and feed\r\nfeed\ntab\t.',
  '_x0041_ __x0041__ _x000D_ _X0041_ _x00e9_',
  '_x0041_x0042_x0043_ _x005F_x0041_ _x005f_',
  '  spaces around  ',
  '\n',
  '<b>&amp;"quoted"</b> ]]> &#13;',
  '0012',
  '1e5',
  '2026-11-20',
  'TRUE',
  '#N/A',
  '\u202eright to left\u202c, é e\u0301, \u0085 \u2028 \u00a0',
];
/** What LibreOffice may take for an escape of its own, and what else Unicode has. */
const ODD = [
  ...fc.sample(
    fc
      .array(fc.constantFrom('_', '_x', '_X', 'x', '0', '00', '0041', '005F', '000D', 'A', '_x0041_', '\r', '='), {
        minLength: 1,
      })
      .map((parts) => parts.join('')),
    { numRuns: 300, seed: 1 },
  ),
  ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 200, seed: 1 }),
];
const long = (end: string) => ({ text: `${'a'.repeat(32_767 - 11 - end.length)}${end}` });
const drafts = [
  ...NASTY.map((summary) => ({ summary, reason: { code: 'x', message: summary }, details: { text: summary } })),
  { summary: 'exactly as long as a cell', details: long('🔐🔐') },
  { summary: 'cut within an emoji', details: { text: `${'a'.repeat(32_740)}${'🔐'.repeat(60)}` } },
  { summary: 'all of Record, Record 2 and Record 3', details: { text: 'é'.repeat(32_000) } },
  ...ODD.map((summary) => ({ summary })),
];

async function write({ rows, header }: Pick<SmallLog, 'rows' | 'header'>, rowsASheet?: number): Promise<Buffer> {
  const stream = new PassThrough();
  const bytes = buffer(stream);
  const book = new EventWorkbook(new Output(stream), NOW, rowsASheet === undefined ? {} : { rowsASheet });
  await book.about([['Filter', '=1+1']]);
  for (const row of rows) await book.add(row);
  await book.verify(JSON.stringify(header));
  await book.finish();
  return bytes;
}

describe('what stands in the cells', () => {
  const log = smallLog(drafts);
  const expected = log.rows.map(({ seq, micros, prev, record }) => ({
    seq: Number(seq),
    sealedAt: Number(micros),
    prev: prev.toString('hex'),
    record: record.toString('utf8'),
  }));

  it.each<[string, (bytes: Buffer) => Buffer, (text: string) => string]>([
    // This reader leaves the escapes of a sheet as they are.
    ['as it was written', (bytes) => bytes, unescapeCell],
    ['after LibreOffice has saved it again', savedAgain, (text) => text],
  ])(
    'is whole %s',
    async (_name, keep, read) => {
      const bytes = keep(await write(log));
      const report = await verifyExport(fromBytes(bytes), { vkeys: [log.vkey] });
      expect(report.findings).toEqual([]);
      expect(report.verdict).toBe('ok');
      const sheets = await readWorkbook(bytes);
      const rows = rowsOf(sheets.get('Events'));
      expect(rows.map(bundleRow)).toEqual(expected);
      const texts = (name: string) => rows.map((row) => read(String(row[name] ?? '')));
      const shown = (char: string) => `\\u{${char.charCodeAt(0).toString(16)}}`;
      const inCell = (text: string) => {
        const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
        return ['\0', '\u0007', '\u007f', '\ufffe', '\uffff'].reduce(
          (all, char) => all.replaceAll(char, shown(char)),
          lines
            .replace('_x0041_x0042_x0043_', '_x0041\\u{5f}x0042\\u{5f}x0043_')
            .replace('_x005F_x', '\\u{5f}x005F\\u{5f}x')
            .replace(' _x005f_', ' \\u{5f}x005f_'),
        );
      };
      expect(texts('Summary').slice(1, 1 + NASTY.length)).toEqual(NASTY.map(inCell));
      expect(texts('Reason in words').slice(1, 1 + NASTY.length)).toEqual(NASTY.map(inCell));
      const details = texts('Details').slice(1 + NASTY.length, 4 + NASTY.length);
      expect(details.map((text) => text.length)).toEqual([32_767, 32_766, 32_011]);
      expect(details.map((text) => text.endsWith('… whole in Record'))).toEqual([false, true, false]);
      expect(details.every((text) => text.isWellFormed())).toBe(true);
      expect(rows[3]?.['Occurred at (UTC)']).toEqual(new Date('2026-11-20T08:15:30.123Z'));
      expect(rows[1]?.['Sealed at (UTC)']).toEqual(new Date(Math.floor(Number(log.rows[1]?.micros) / 1000)));
      expect(JSON.parse(String(sheets.get('Verify')?.getCell('A1').value))).toEqual(log.header);
      expect(sheets.get('Verify')?.state).toBe('hidden');
    },
    OFFICE_MS,
  );
});

describe('a workbook', () => {
  it('goes on in another sheet when one is full', async () => {
    const log = smallLog(Array.from({ length: 5 }, (_, i) => ({ summary: `number ${i}` })));
    const sheets = await readWorkbook(await write(log, 3));
    expect([...sheets.keys()]).toEqual(['About', 'Events', 'Events 2', 'Events 3', 'Verify']);
    const seqs = ['Events', 'Events 2', 'Events 3'].map((name) => rowsOf(sheets.get(name)).map((row) => row.Seq));
    expect(seqs).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  it('has its sheet of events also without any', async () => {
    const sheets = await readWorkbook(await write({ ...smallLog([]), rows: [] }));
    expect([...sheets.keys()]).toEqual(['About', 'Events', 'Verify']);
    expect(sheets.get('About')?.getCell('B1').value).toBe('=1+1');
  });

  it('refuses a header that no cell can hold', async () => {
    const log = smallLog([]);
    const header: BundleHeader = { ...log.header, filter: { text: 'a'.repeat(33_000) } };
    await expect(write({ rows: log.rows, header })).rejects.toMatchObject({ code: 'too_large' });
  });

  it('keeps a header in which something looks like an escape', async () => {
    const log = smallLog([]);
    const filter = { text: '_x0041_' };
    const bytes = await write({ rows: log.rows, header: { ...log.header, filter } });
    expect(await verifyExport(fromBytes(bytes))).toMatchObject({ filter });
  });

  it('stops when its reader goes away', async () => {
    const stream = new Writable({ highWaterMark: 1, write: () => stream.destroy() });
    const book = new EventWorkbook(new Output(stream), NOW);
    await expect(book.about([['a', 'b']])).rejects.toThrow('The reader went away');
  });
});
