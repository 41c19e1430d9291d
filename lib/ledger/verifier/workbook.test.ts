import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHEET_COLUMNS } from '../cells';
import { AWKWARD, awkwardLog, FileLog, makeExport } from '../testing/export-file';
import { type CellLook, WorkbookFile, zipOf } from '../testing/workbook-file';
import { fromBlob, fromBytes, verifyExport } from './index';
import { isDeceptive } from './number-formats';

const verify = (bytes: Uint8Array, vkey?: string) => verifyExport(fromBytes(bytes), { vkeys: vkey ? [vkey] : [] });

const logOf = (count: number) => new FileLog().grow(count - 1);

test.each<CellLook>(['inlineStr', 'str', 's'])(
  'a workbook with every awkward text verifies, cells as %s',
  async (look) => {
    const log = awkwardLog();
    const book = new WorkbookFile(makeExport(log), look);
    const report = await verify(book.bytes(), log.vkey);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ kind: 'workbook', verdict: 'ok', rows: AWKWARD.length + 2, contiguous: true });
    expect(await verify(book.bytes())).toMatchObject({ verdict: 'unpinned' });
  },
);

test('several sheets, stored entries, a part of a log, read from a blob', async () => {
  const log = logOf(60);
  const book = new WorkbookFile(makeExport(log, { pick: (seq) => seq % 4 > 0, anchored: 21, after: 5 }), 's', 10);
  expect([...book.sheets.keys()]).toContain('Events 5');
  const stored = zipOf(book.parts().map((part) => ({ ...part, stored: true })));
  for (const bytes of [book.bytes(), stored]) {
    const report = await verifyExport(fromBlob(new Blob([new Uint8Array(bytes)])), { vkeys: [log.vkey] });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'partial', rows: 46, anchored: true, anchoredSize: 21 });
  }
});

test('each cell that was edited is named', async () => {
  const log = logOf(12);
  const file = makeExport(log);
  const column = (id: string) => SHEET_COLUMNS.findIndex((each) => each.id === id);
  const edits: [string, number, string, string | number | Date | null, string][] = [
    ['D5', 3, 'severity', 'critical', 'Severity'],
    ['G7', 5, 'summary', 'Nothing happened.', 'Summary'],
    ['B4', 2, 'occurredAt', new Date('2025-11-20T07:55:32.124Z'), 'Occurred at (UTC)'],
    ['C9', 7, 'status', null, 'Status'],
    ['AR6', 4, 'v', 2, 'Version'],
    ['K3', 1, 'actor.email', 'eve@example.org', 'Actor e-mail'],
  ];
  for (const [address, seq, id, value, name] of edits) {
    const book = new WorkbookFile(file);
    const row = book.rows()[seq + 1];
    if (row) row[column(id)] = value;
    const { verdict, findings, damages } = await verify(book.bytes(), log.vkey);
    expect({ verdict, damages }).toEqual({ verdict: 'broken', damages: 1 });
    expect(findings[0]).toMatchObject({ seq, damage: 'cell', cell: { sheet: 'Events', address, column: name } });
  }
  const book = new WorkbookFile(file);
  for (const at of [2, 4, 6]) {
    const row = book.rows()[at];
    if (row) row[column('summary')] = 'Edited';
  }
  expect((await verify(book.bytes(), log.vkey)).findings.map(({ cell }) => cell?.address)).toEqual(['G3', 'G5', 'G7']);
});

test('sealing time, number, hidden columns and formulas', async () => {
  const log = logOf(9);
  const file = makeExport(log);
  const column = (id: string) => SHEET_COLUMNS.findIndex((each) => each.id === id);
  const edited = async (seq: number, id: string, value: string | number | Date | null) => {
    const book = new WorkbookFile(file);
    const row = book.rows()[seq + 1];
    if (row) row[column(id)] = value;
    return (await verify(book.bytes(), log.vkey)).firstBad;
  };
  expect(await edited(4, 'sealedAt', new Date('2025-11-20T07:55:34.500Z'))).toMatchObject({
    seq: 4,
    cell: { column: 'Sealed at (UTC)', address: 'AS6' },
  });
  expect(await edited(4, 'seq', 7)).toMatchObject({ seq: 4, cell: { address: 'A6', shown: '7', recorded: '4' } });
  expect(await edited(4, 'seq', 'four')).toMatchObject({ damage: 'cell' });
  expect(await edited(4, 'sealedMicros', '1763625334128605')).toMatchObject({ seq: 4, damage: 'digest' });
  expect(await edited(4, 'sealedMicros', 'soon')).toMatchObject({ seq: 4, cell: { column: 'Sealed µs' } });
  expect(await edited(4, 'prev', 'ab'.repeat(32))).toMatchObject({ seq: 4, damage: 'chain' });
  expect(await edited(4, 'record', 'e30')).toMatchObject({ seq: 4, damage: 'form' });
  const book = new WorkbookFile(file, 'str');
  book.edit = (name, sheet) => (name === 'Events' ? sheet.replace(/(<c r="G6" t="str">)/, '$1<f>NOW()</f>') : sheet);
  expect((await verify(book.bytes(), log.vkey)).firstBad).toMatchObject({ seq: 4, cell: { address: 'G6' } });
});

test('a format that shows words of its own, or nothing, is an edit like another', async () => {
  for (const code of [
    'yyyy\\\\-mm',
    '@',
    'General;[Red]-General',
    '[$-409]h:mm:ss AM/PM',
    '"–"0',
    '#,##0_);\\(#,##0\\)',
  ])
    expect([code, isDeceptive(code)]).toEqual([code, false]);
  for (const code of ['"revoked"', '0;0;0;"Eve"', ';;;', '@;', '\\e\\v\\e', 'yyyy"-2025"'])
    expect([code, isDeceptive(code)]).toEqual([code, true]);
  const log = logOf(5);
  const parts = new WorkbookFile(makeExport(log)).parts();
  const styled = parts.map(({ name, data }) => {
    const text = data.toString().replace('formatCode="yyyy', 'formatCode="&quot;2025&quot;yyyy');
    return { name, data: name === 'xl/styles.xml' ? Buffer.from(text) : data };
  });
  expect(await verify(zipOf(styled), log.vkey)).toMatchObject({
    verdict: 'broken',
    firstBad: { seq: 0, cell: { address: 'B2', column: 'Occurred at (UTC)' } },
  });
  const twice = parts.map(({ name, data }) => ({
    name,
    data: name === 'xl/workbook.xml' ? Buffer.from(data.toString().replace('"About"', '"Events"')) : data,
  }));
  expect((await verify(zipOf(twice), log.vkey)).remarks.join()).toContain('one name');
});

test('rows removed, added, moved; columns and notes of others', async () => {
  const log = logOf(30);
  const file = makeExport(log, { pick: (seq) => seq % 2 === 1 });
  const changed = async (change: (book: WorkbookFile) => void) => {
    const book = new WorkbookFile(file);
    change(book);
    return verify(book.bytes(), log.vkey);
  };
  expect(await changed((book) => book.rows().splice(5, 1))).toMatchObject({
    verdict: 'broken',
    firstBad: { damage: 'export' },
  });
  expect(await changed((book) => book.rows().pop())).toMatchObject({ firstBad: { damage: 'export' } });
  expect(await changed((book) => book.rows().splice(3, 2, ...book.rows().slice(3, 5).reverse()))).toMatchObject({
    firstBad: { damage: 'order', seq: 5 },
  });
  const foreign = new WorkbookFile(makeExport(logOf(30))).rows()[9] ?? [];
  expect((await changed((book) => book.rows().splice(6, 0, foreign))).verdict).toBe('broken');
  expect(await changed((book) => book.rows().splice(6, 0, [4, null, 'success', 'x']))).toMatchObject({
    firstBad: { damage: 'form' },
  });
  expect(await changed((book) => book.rows()[4]?.push('a note'))).toMatchObject({
    firstBad: { damage: 'cell', cell: { shown: 'a note' } },
  });
  expect(await changed((book) => book.rows()[0]?.splice(2, 1, 'Verdict'))).toMatchObject({
    firstBad: { damage: 'cell', cell: { address: 'C1', shown: 'Verdict', recorded: 'Status' } },
  });
  expect(await changed((book) => book.rows('Verify').splice(1, 1))).toMatchObject({ firstBad: { damage: 'tree' } });
  expect(await changed((book) => book.rows('Verify').push(['00']))).toMatchObject({ firstBad: { damage: 'form' } });
  expect(await changed((book) => book.sheets.delete('Verify'))).toMatchObject({ verdict: 'unreadable', kind: null });
  const noted = await changed((book) => book.sheets.set('Mine', [['x']]));
  expect(noted).toMatchObject({ verdict: 'partial' });
  expect(noted.remarks.join()).toContain('“Mine”');
});

test('columns may be moved, cells stand in any order, and the last digits of a time change', async () => {
  const log = logOf(6);
  const book = new WorkbookFile(makeExport(log));
  for (const row of book.rows()) row.splice(2, 0, ...row.splice(6, 1));
  book.edit = (_, sheet) =>
    sheet
      .replace(/<row r="(\d+)">(.*?)<\/row>/gs, (_row, number: string, cells: string) => {
        const turned = (cells.match(/<c .*?<\/c>/gs) ?? []).reverse().join('');
        return `<row r='${number}' spans="1:9">${turned}</row>`;
      })
      .replace(/<v>(\d{5}\.\d+)<\/v>/g, (_v, digits: string) => `<v>${Number(digits).toPrecision(15)}</v>`);
  expect(await verify(book.bytes(), log.vkey)).toMatchObject({ verdict: 'ok', findings: [] });
});

test('a damaged or hostile .zip ends in a verdict', async () => {
  const log = logOf(5);
  const bytes = new WorkbookFile(makeExport(log)).bytes();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.option(fc.nat({ max: bytes.length }), { nil: undefined, freq: 3 }),
      async (flips, end) => {
        const twisted = Buffer.from(bytes);
        for (const [at, mask] of flips) twisted[at] = (twisted[at] ?? 0) ^ mask;
        const { verdict } = await verify(twisted.subarray(0, end), log.vkey);
        // Times and attributes of an entry say nothing about an event.
        expect(['ok', 'broken', 'unreadable']).toContain(verdict);
      },
    ),
    { numRuns: 100 },
  );
  const bomb = zipOf([{ name: 'xl/a.xml', data: Buffer.alloc(30_000_000) }]);
  expect((await verify(bomb)).remarks.join()).toContain('times its size');
  const parts = new WorkbookFile(makeExport(log)).parts();
  const doubled = zipOf([...parts, ...parts.slice(-1)]);
  expect((await verify(doubled)).remarks.join()).toContain('two entries of one name');
  const typed = zipOf(
    parts.map((part) => ({
      ...part,
      data: Buffer.from(part.data.toString().replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>')),
    })),
  );
  expect((await verify(typed)).remarks.join()).toContain('document type');
  const stored = zipOf(parts.map((part) => ({ ...part, stored: true })));
  stored[stored.indexOf('applyNumberFormat')] = 0x62;
  expect(await verify(stored, log.vkey)).toMatchObject({ verdict: 'unreadable' });
  const twofold = new WorkbookFile(makeExport(log));
  twofold.edit = (_, sheet) => sheet.replace('<c r="B3"', '<c r="A3"><v>9</v></c><c r="B3"');
  expect((await verify(twofold.bytes(), log.vkey)).remarks.join()).toContain('two cells A3');
  const limited = await verifyExport(fromBytes(bytes), { limits: { unpacked: 1000 } });
  expect(limited).toMatchObject({ verdict: 'unreadable' });
});

test('hostile XML ends in a verdict', async () => {
  const log = logOf(3);
  const parts = new WorkbookFile(makeExport(log)).parts();
  const pieces = [
    '<',
    '>',
    '</row>',
    '<row r="2">',
    '<c r="A2">',
    '<!--',
    '<![CDATA[',
    '&#x0;',
    '&bad;',
    '"',
    "'",
    '<t>',
    '</t>',
    '\u0000',
    '<c r="ZZZZZZ1">',
    '<v>1e400</v>',
    ' t="s"',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: parts.length - 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }),
      async (which, where, put) => {
        const twisted = parts.map((part, at) => {
          const text = part.data.toString();
          const cut = Math.floor(where * text.length);
          return at === which
            ? { ...part, data: Buffer.from(text.slice(0, cut) + put.join('') + text.slice(cut)) }
            : part;
        });
        const { verdict } = await verify(zipOf(twisted), log.vkey);
        expect(['ok', 'broken', 'unreadable']).toContain(verdict);
      },
    ),
    { numRuns: 100 },
  );
});
