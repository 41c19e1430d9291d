import { expect, test } from 'vitest';
import { FileLog, makeExport } from '../testing/export-file';
import { type Part, WorkbookFile, zipOf } from '../testing/workbook-file';
import { fromBytes, verifyExport } from './index';

const log = new FileLog().grow(8);
const file = makeExport(log);

type Texts = Map<string, string>;
const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET = 'xl/worksheets/sheet2.xml';
const [SHOWN, TOLD] = ['Something happened for the 4th time.', 'Nothing happened for the 4th time.'];

/** A file in which a program shows `TOLD`, or something else that was never recorded, to whoever opens it. */
async function verdictOf(change: (texts: Texts) => void, look: 'inlineStr' | 's' = 'inlineStr') {
  const parts = new WorkbookFile(file, look).parts();
  const texts: Texts = new Map(parts.map(({ name, data }) => [name, data.toString()]));
  change(texts);
  const changed: Part[] = [...texts].map(([name, text]) => ({ name, data: Buffer.from(text) }));
  const { verdict, findings } = await verifyExport(fromBytes(zipOf(changed)), { vkeys: [log.vkey] });
  return { verdict, where: findings.map(({ cell, detail }) => cell?.address ?? detail).join() };
}

function edit(texts: Texts, name: string, from: string | RegExp, to: string): void {
  const text = texts.get(name) ?? '';
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${name} has no ${from}`);
  texts.set(name, changed);
}

const cellOf = (texts: Texts, address: string): string =>
  new RegExp(`<c r="${address}".*?</c>`).exec(texts.get(SHEET) ?? '')?.[0] ?? '';

/** The honest sheet beside the one that is shown. */
function hideHonest(texts: Texts): void {
  texts.set('xl/worksheets/honest.xml', texts.get(SHEET) ?? '');
  edit(texts, SHEET, `>${SHOWN}<`, `>${TOLD}<`);
  const relation = `<Relationship Id="honest" Type="${RELATED}/worksheet" Target="worksheets/honest.xml"/>`;
  edit(texts, 'xl/_rels/workbook.xml.rels', '</Relationships>', `${relation}</Relationships>`);
}

test('an honest file of this kind is ok', async () => {
  expect(await verdictOf((texts) => texts.set('xl/other.xml', '<x/>'))).toEqual({ verdict: 'ok', where: '' });
  expect((await verdictOf((texts) => edit(texts, SHEET, '<sheetData>', '<!-- --><?x y?><sheetData >'))).verdict).toBe(
    'ok',
  );
  expect(
    (
      await verdictOf((texts) => {
        edit(texts, SHEET, '<worksheet ', `<worksheet xmlns:z="urn:z" z:note=' r="A1"' `);
        edit(texts, SHEET, '</worksheet>', '<extLst><ext uri="x"><z:row r="9"/></ext></extLst></worksheet>');
      })
    ).verdict,
  ).toBe('ok');
});

test('a sheet that is named by an attribute of a strange namespace is not the one that is read', async () => {
  const { verdict, where } = await verdictOf((texts) => {
    hideHonest(texts);
    edit(texts, 'xl/workbook.xml', '<workbook ', '<workbook xmlns:z="urn:z" ');
    edit(texts, 'xl/workbook.xml', 'r:id="rId2"', 'z:id="honest" r:id="rId2"');
  });
  expect({ verdict, where }).toEqual({ verdict: 'broken', where: 'G6' });
});

test('a relation whose type only ends like the right one is none', async () => {
  const { verdict, where } = await verdictOf((texts) => {
    hideHonest(texts);
    texts.set('xl/honest.xml', texts.get('xl/workbook.xml')?.replace('"rId2"', '"honest"') ?? '');
    texts.set('xl/_rels/honest.xml.rels', texts.get('xl/_rels/workbook.xml.rels') ?? '');
    const relation = '<Relationship Id="r0" Type="urn:z/officeDocument" Target="xl/honest.xml"/>';
    edit(texts, '_rels/.rels', '<Relationship ', `${relation}<Relationship `);
  });
  expect({ verdict, where }).toEqual({ verdict: 'broken', where: 'G6' });
});

test('two workbooks, two relations of one name, two spellings of a part’s name are none', async () => {
  const twice = await verdictOf((texts) => {
    const relation = `<Relationship Id="r0" Type="${RELATED}/officeDocument" Target="xl/workbook.xml"/>`;
    edit(texts, '_rels/.rels', '<Relationship ', `${relation}<Relationship `);
  });
  const alike = await verdictOf((texts) => {
    hideHonest(texts);
    edit(texts, 'xl/_rels/workbook.xml.rels', 'Id="honest"', 'Id="rId2"');
  });
  const spelled = await verdictOf((texts) => {
    texts.set('xl/worksheets/Sheet2.xml', (texts.get(SHEET) ?? '').replace(SHOWN, TOLD));
  });
  const named = await verdictOf((texts) => {
    hideHonest(texts);
    edit(texts, 'xl/workbook.xml', '<workbook ', `<workbook xmlns:q="${RELATED}" `);
    edit(texts, 'xl/workbook.xml', 'r:id="rId2"', 'q:id="honest" r:id="rId2"');
  });
  expect(named.verdict).toBe('unreadable');
  expect([twice, alike, spelled].map(({ verdict }) => verdict)).toEqual(Array(3).fill('unreadable'));
});

test('an attribute inside the value of another is none: swapped cells are named', async () => {
  for (const hide of [` z:a=' r="WHERE"'`, ' z:a=" r=" ']) {
    const { verdict, where } = await verdictOf((texts) => {
      edit(texts, SHEET, '<worksheet ', '<worksheet xmlns:z="urn:z" ');
      const [module, activity] = [cellOf(texts, 'E6'), cellOf(texts, 'F6')];
      const swapped = (cell: string, from: string, to: string) =>
        cell.replace(`r="${from}"`, `${hide.replace('WHERE', from).trim()} r="${to}"`);
      edit(texts, SHEET, module + activity, swapped(activity, 'F6', 'E6') + swapped(module, 'E6', 'F6'));
    });
    expect({ verdict, where }).toEqual({ verdict: 'broken', where: 'E6,F6' });
  }
});

test.each<[string, 'inlineStr' | 's', (texts: Texts) => void]>([
  [
    'a value in an extension',
    's',
    (texts) => edit(texts, SHEET, /(<c r="G6".*?)<\/c>/, '$1<extLst><ext uri="x"><v>0</v></ext></extLst></c>'),
  ],
  ['a second value', 's', (texts) => edit(texts, SHEET, /(<c r="G6".*?)<\/c>/, '$1<v></v></c>')],
  ['a value beside a text', 'inlineStr', (texts) => edit(texts, SHEET, /(<c r="G6".*?)<\/c>/, '$1<v>1</v></c>')],
  [
    'a text in an element of another namespace',
    'inlineStr',
    (texts) => {
      edit(texts, SHEET, '<worksheet ', '<worksheet xmlns:z="urn:z" ');
      edit(texts, SHEET, /(<c r="G6".*?<is>)<t.*?<\/t>/, `$1<z:rPh><t>${TOLD}</t></z:rPh><z:t>${SHOWN}</z:t>`);
    },
  ],
  ['a cell of another row', 'inlineStr', (texts) => edit(texts, SHEET, '<c r="G6"', '<c r="G7"')],
  ['a cell in small letters', 'inlineStr', (texts) => edit(texts, SHEET, '<c r="G6"', '<c r="g6"')],
  ['a style of another spelling', 'inlineStr', (texts) => edit(texts, SHEET, '<c r="G6"', '<c s="0x1" r="G6"')],
  ['a kind that is none', 'inlineStr', (texts) => edit(texts, SHEET, /<c r="A6">/, '<c r="A6" t="N">')],
  ['a row of another spelling', 'inlineStr', (texts) => edit(texts, SHEET, '<row r="6"', '<row r="0x6"')],
  [
    'another spelling of true',
    'inlineStr',
    (texts) => edit(texts, 'xl/workbook.xml', '<sheets>', '<workbookPr date1904="on"/><sheets>'),
  ],
  ['another encoding', 'inlineStr', (texts) => edit(texts, SHEET, 'encoding="UTF-8"', "encoding = 'UTF-7'")],
  ['rows outside the sheet', 'inlineStr', (texts) => edit(texts, SHEET, '</sheetData>', '</sheetData><row r="99"/>')],
])('what programs read in different ways is not read: %s', async (_name, look, change) => {
  expect((await verdictOf(change, look)).verdict).toBe('unreadable');
});

test('conditions, heads and truths that show something else are edits', async () => {
  const format = 'formatCode="0;0;0;&quot;never&quot;"';
  const rule = '<cfRule type="expression" priority="1" dxfId="1"><formula>TRUE</formula></cfRule>';
  const byStyle = await verdictOf((texts) => {
    const styles = `<dxfs count="2"><dxf/><dxf><numFmt numFmtId="9" ${format}/></dxf></dxfs></styleSheet>`;
    edit(texts, 'xl/styles.xml', '</styleSheet>', styles);
    edit(texts, SHEET, '</worksheet>', `<conditionalFormatting sqref="G6">${rule}</conditionalFormatting></worksheet>`);
  });
  expect(byStyle.where).toContain('conditional format');
  const byItself = await verdictOf((texts) =>
    edit(texts, SHEET, '</worksheet>', `<extLst><ext><dxf><numFmt ${format}/></dxf></ext></extLst></worksheet>`),
  );
  expect(byItself.where).toContain('conditional format');
  const spelled = await verdictOf((texts) => {
    edit(texts, 'xl/styles.xml', '</numFmts>', `<numFmt numFmtId="0200" ${format}/></numFmts>`);
    edit(texts, 'xl/styles.xml', '</cellXfs>', '<xf numFmtId="200"/></cellXfs>');
    edit(texts, SHEET, '<c r="G6"', '<c r="G6" s="03"');
  });
  expect(spelled.where).toBe('G6');
  const head = await verdictOf((texts) =>
    edit(texts, SHEET, /<c r="G1".*?<\/c>/, '<c r="G1" t="str"><f>"Approved by"</f><v>Summary</v></c>'),
  );
  expect(head.where).toBe('G1');
  const hex = await verdictOf((texts) => edit(texts, SHEET, '<c r="A6"><v>4</v>', '<c r="A6"><v>0x4</v>'));
  expect(hex).toEqual({ verdict: 'broken', where: 'A6' });
  const truth = await verdictOf((texts) => edit(texts, SHEET, /<c r="AR6".*?<\/c>/, '<c r="AR6" t="b"><v>1</v></c>'));
  expect(truth).toEqual({ verdict: 'broken', where: 'AR6' });
});
