import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, logSize, nameOf } from '@/lib/command/testing/events';
import type { EventDraft } from '@/lib/ledger';
import type { ExportRequest } from './contract/export';
import { type Exporting, only, openExporting } from './testing/exporting';
import { type Line, leafDigest, readBundle, rootOf, signedHead } from './testing/read-bundle';
import { bundleRow, readWorkbook, rowsOf } from './testing/read-workbook';

const EMOJI = '🔐';
const nasty: EventDraft[] = [
  { name: 'system.started', summary: `=cmd|'/c calc'!A1` },
  { name: 'system.started', summary: '@SUM(1+1)\r\nsecond\rline \u0000 and \u007f, \ufffe and _x0041_ <b> & "c"' },
  { name: 'system.started', summary: 'long', details: { text: `${'a'.repeat(32_700)}${EMOJI.repeat(200)}` } },
  { name: 'auth.login_failed', status: 'failure', reason: { code: 'x', message: '-1+1' }, summary: ' spaces  ' },
];

const many = Array.from({ length: 300 }, (_, i): EventDraft => {
  if (i % 50 === 0) return { name: 'auth.login_failed', status: 'denied', summary: `number ${i}` };
  return { name: 'system.started', summary: `number ${i}` };
});

let log: Exporting;
beforeAll(async () => {
  log = await openExporting([...nasty, ...many]);
});
afterAll(() => log.installation.close());

async function collect(request: ExportRequest) {
  const { value, events } = await eventsOf(() => log.bytesOf(request));
  return { bytes: value, events };
}

const checked = (bytes: Buffer) => {
  const bundle = readBundle(bytes);
  const head = signedHead(bundle.header.checkpoint, log.vkey);
  return { ...bundle, head, records: bundle.rows.map((row) => JSON.parse(String(row.record)) as Line) };
};

describe('a bundle of everything', () => {
  it('holds every event up to its own, and proves each under the signed root', async () => {
    const before = await logSize();
    const { bytes, events } = await collect(only('bundle'));
    const { header, rows, nodes, head, records } = checked(bytes);
    expect(header).toEqual({
      format: 'chainward-bundle/1',
      origin: head?.origin,
      vkeys: [log.vkey],
      checkpoint: expect.any(String),
      anchored: null,
      filter: { module: [], status: [] },
      contiguous: true,
      rows: before + 2,
    });
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, seq) => seq));
    expect(rootOf({ rows, nodes }, head?.size ?? 0)).toBe(head?.root);
    expect(records.slice(-2).map((record) => record.activity)).toEqual(['export_started', 'exported']);
    expect(events.map(nameOf)).toEqual(['audit.export_started success', 'audit.exported success']);
    expect(events[1]).toMatchObject({
      actor: { name: 'Ada' },
      trigger: { parentEventId: events[0]?.id },
      // All rows but its own: that it began is among them.
      details: { format: 'bundle', size: before + 1, count: before + 1, sha256: leafDigest(rows.slice(0, -1)) },
    });
    expect(records.at(-1)?.id).toBe(events[1]?.id);
  });

  it('shows a row that was removed, edited or swapped', async () => {
    const { rows, nodes, head } = checked((await collect(only('bundle'))).bytes);
    const size = head?.size ?? 0;
    expect(() => rootOf({ rows: rows.toSpliced(7, 1), nodes }, size)).not.toThrow();
    expect(rootOf({ rows: rows.toSpliced(7, 1), nodes }, size)).not.toBe(head?.root);
    const edited = rows.with(7, { ...rows[7], record: String(rows[7]?.record).replace('number', 'Number') });
    expect(rootOf({ rows: edited, nodes }, size)).not.toBe(head?.root);
  });
});

describe('a filtered bundle', () => {
  it.each<[string, Partial<ExportRequest['filter']>]>([
    ['by module', { module: ['auth'] }],
    ['by status', { status: ['denied', 'failure'] }],
    ['by range', { from: 3, to: 17 }],
    ['from a number on', { from: 200 }],
    ['by module and range', { module: ['auth'], from: 5, to: 260 }],
    ['without a match', { module: ['user'] }],
    ['beyond the end', { from: 1_000_000 }],
  ])('%s holds what matched and its own event, with the fewest nodes', async (_name, filter) => {
    const { bytes, events } = await collect(only('bundle', filter));
    const { header, rows, nodes, head, records } = checked(bytes);
    const { from = 0, to = Number.MAX_SAFE_INTEGER, module = [], status = [] } = filter;
    const size = Number(events[1]?.details?.size);
    const { rows: all } = await log.installation.database.owner.query(
      'SELECT seq, record FROM audit_event ORDER BY seq',
    );
    const matching = all.filter(({ seq, record }) => {
      const said = JSON.parse(record.toString());
      const inRange = Number(seq) >= from && Number(seq) <= to && Number(seq) < size;
      return (
        inRange &&
        (module.length === 0 || module.includes(said.module)) &&
        (status.length === 0 || status.includes(said.status))
      );
    });
    expect(rows.slice(0, -1).map((row) => row.seq)).toEqual(matching.map(({ seq }) => Number(seq)));
    expect(records.at(-1)?.id).toBe(events[1]?.id);
    expect(header).toMatchObject({ contiguous: false, rows: rows.length, filter });
    expect(events[1]?.details).toMatchObject({ count: rows.length - 1, sha256: leafDigest(rows.slice(0, -1)) });
    expect(rootOf({ rows, nodes }, head?.size ?? 0)).toBe(head?.root);
    expect(nodes.length).toBeLessThan(rows.length * 9);
  });
});

describe('a workbook', () => {
  it('says the same as the log, cell by cell and in its hidden columns', async () => {
    const { bytes, events } = await collect(only('xlsx'));
    const sheets = await readWorkbook(bytes);
    expect([...sheets].map(([name, sheet]) => [name, sheet.state])).toEqual([
      ['About', 'visible'],
      ['Events', 'visible'],
      ['Verify', 'hidden'],
    ]);
    const shown = rowsOf(sheets.get('Events'));
    const rows = shown.map(bundleRow);
    const verify = sheets.get('Verify');
    const header = JSON.parse(String(verify?.getCell('A1').value)) as Line;
    const hashes: string[] = [];
    verify?.eachRow((row, n) => n > 1 && hashes.push(...(String(row.getCell(1).value).match(/.{64}/g) ?? [])));
    const head = signedHead(header.checkpoint, log.vkey);
    expect(header).toMatchObject({ rows: rows.length, contiguous: true });
    expect(rootOf({ rows, nodes: hashes.map((hash) => ({ hash })) }, head?.size ?? 0)).toBe(head?.root);
    expect(JSON.parse(rows.at(-1)?.record ?? '')).toMatchObject({ id: events[1]?.id });
    const summaries = shown.map((row) => row.Summary);
    expect(summaries).toContain(`=cmd|'/c calc'!A1`);
    expect(shown.find((row) => row['Reason in words'] === '-1+1')?.Summary).toBe(' spaces  ');
    expect(summaries).toContain('@SUM(1+1)\nsecond\nline \\u{0} and \\u{7f}, \\u{fffe} and _x005F_x0041_ <b> & "c"');
    const details = String(shown.find((row) => row.Summary === 'long')?.Details);
    expect(details.endsWith('… whole in Record')).toBe(true);
    expect(details.isWellFormed()).toBe(true);
    expect(shown[0]?.['Sealed at (UTC)']).toEqual(new Date(Math.floor(Number(rows[0]?.sealedAt) / 1000)));
    const about = String(sheets.get('About')?.getCell('B8').value);
    expect(about).toContain(`Its fingerprint must be ${log.vkey.split('+')[1]}`);
  });

  it('marks what begins like a formula as text', async () => {
    const { bytes } = await collect(only('xlsx', { from: 1, to: 4 }));
    const sheet = (await readWorkbook(bytes)).get('Events');
    const quoted: unknown[] = [];
    sheet?.eachRow((row, n) =>
      row.eachCell((cell) => {
        if (n > 1 && typeof cell.value === 'string' && /^[=+\-@]/.test(cell.value)) quoted.push(cell.value);
        expect(cell.formula).toBeUndefined();
      }),
    );
    expect(quoted).toHaveLength(3);
  });

  it('filters on what is not hidden, and keeps its head in sight', async () => {
    const sheet = (await readWorkbook((await collect(only('xlsx'))).bytes)).get('Events');
    const { rowCount = 0 } = sheet ?? {};
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 1 });
    expect(sheet?.autoFilter).toBe(`A1:AS${rowCount}`);
    expect(sheet?.getColumn('AS').hidden).toBe(false);
    expect(sheet?.getColumn('AT').hidden).toBe(true);
  });
});

describe('CSV and NDJSON', () => {
  it('NDJSON is the records as they were sealed, each on a line', async () => {
    const { bytes } = await collect(only('ndjson', { module: ['auth'] }));
    const { rows } = await log.installation.database.owner.query('SELECT record FROM audit_event ORDER BY seq');
    const all = rows.map((row) => row.record.toString('utf8') as string);
    const lines = bytes.toString('utf8').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(all).toContain(line);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ activity: 'exported', details: { count: 7 } });
  });

  it('CSV has a head, and an apostrophe before what a spreadsheet would calculate', async () => {
    const text = (await collect(only('csv', { from: 0, to: 4 }))).bytes.toString('utf8');
    expect(text.startsWith('\uFEFFSeq,Occurred at (UTC),Status,')).toBe(true);
    expect(text).toContain(`,'=cmd|'/c calc'!A1,`);
    expect(text).toContain(`,"'@SUM(1+1)\nsecond\nline \\u{0} and`);
    expect(text).toContain(`'-1+1`);
    expect(text).not.toMatch(/(^|,|\n)[=+@]/);
    expect(text.split('\r\n')).toHaveLength(8);
  });
});
