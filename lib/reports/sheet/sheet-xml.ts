import { toSerial } from '@/lib/ledger/cells';

/** Pieces of SpreadsheetML (ECMA-376 part 1, §18): just what our sheets are made of. */

/** Places in `cellXfs` of the styles part. */
export const STYLE = { plain: 0, bold: 1, time: 2, quoted: 3, wrapped: 4, text: 5 } as const;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const SPECIAL = /[&<>]/;

/** For the text of an element; quotes need it only in attributes. */
export const escapeXml = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char) : text;

/** 0 is A, 25 Z, 26 AA. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Space at an end, or more than one, which XML would let a reader take away: to be said only where it matters makes a file a fifth smaller. */
const needsKeeping = (text: string): boolean =>
  text.charCodeAt(0) <= 0x20 || text.charCodeAt(text.length - 1) <= 0x20 || /[\n\t]| {2}/.test(text);

/** `text` is what stands in the cell, with characters that XML cannot hold replaced already. */
export const textCell = (place: string, text: string, style: number): string =>
  `<c r="${place}"${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t${needsKeeping(text) ? ' xml:space="preserve"' : ''}>${escapeXml(text)}</t></is></c>`;

/** For digits and letters of our own making: nothing in them needs another look. */
export const codeCell = (place: string, text: string): string =>
  `<c r="${place}" s="${STYLE.text}" t="inlineStr"><is><t>${text}</t></is></c>`;

export const numberCell = (place: string, value: number): string => `<c r="${place}"><v>${value}</v></c>`;

export const timeCell = (place: string, time: Date): string =>
  `<c r="${place}" s="${STYLE.time}"><v>${toSerial(time)}</v></c>`;

export type SheetColumn = { width: number; hidden?: boolean };

export function sheetHead(columns: readonly SheetColumn[], { frozen = false, selected = false } = {}): string {
  const pane = frozen
    ? '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/><selection pane="bottomRight"/>'
    : '';
  const widths = columns.map(
    ({ width, hidden }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"${hidden ? ' hidden="1"' : ''}/>`,
  );
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"${selected ? ' tabSelected="1"' : ''}>${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`;
}

export const sheetTail = (filter?: string): string =>
  `</sheetData>${filter ? `<autoFilter ref="${filter}"/>` : ''}</worksheet>`;

const font = (bold: boolean) =>
  `<font>${bold ? '<b/>' : ''}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`;
const xf = (attributes: string, inner = '') =>
  `<xf borderId="0" fillId="0" xfId="0" ${attributes}${inner ? `>${inner}</xf>` : '/>'}`;

/** In the order of STYLE. A quoted cell is text although it begins like a formula, also after somebody has edited it. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2">${font(false)}${font(true)}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">${[
  xf('numFmtId="0" fontId="0"'),
  xf('numFmtId="0" fontId="1" applyFont="1"'),
  xf('numFmtId="164" fontId="0" applyNumberFormat="1"'),
  xf('numFmtId="0" fontId="0" quotePrefix="1"'),
  xf('numFmtId="0" fontId="0" applyAlignment="1"', '<alignment vertical="top" wrapText="1"/>'),
  xf('numFmtId="49" fontId="0" applyNumberFormat="1"'),
].join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** The names are our own, without anything that an attribute would have to escape. */
export type SheetEntry = { name: string; file: string; hidden: boolean };

/** Everything in the package but the sheets: name and content of each part. */
export function packageParts(sheets: readonly SheetEntry[]): [name: string, content: string][] {
  const type = (part: string, kind: string) =>
    `<Override PartName="/xl/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  const relations = (content: string) =>
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${content}</Relationships>`;
  const listed = sheets.map(
    ({ name, hidden }, i) =>
      `<sheet name="${name}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="s${i + 1}"/>`,
  );
  const targets = sheets.map(({ file }, i) => relation(`s${i + 1}`, 'worksheet', `worksheets/${file}`));
  const types = sheets.map(({ file }) => type(`worksheets/${file}`, 'worksheet'));
  return [
    ['xl/styles.xml', STYLES],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${listed.join('')}</sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relations(`${targets.join('')}${relation('styles', 'styles', 'styles.xml')}`)],
    ['_rels/.rels', relations(relation('workbook', 'officeDocument', 'xl/workbook.xml'))],
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('workbook.xml', 'sheet.main')}${type('styles.xml', 'styles')}${types.join('')}</Types>`,
    ],
  ];
}
