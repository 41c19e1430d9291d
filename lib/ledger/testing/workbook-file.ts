import { crc32, deflateRawSync } from 'node:zlib';
import {
  type CellValue,
  escapeCell,
  eventsSheet,
  HASHES_A_CELL,
  needsQuote,
  rowCells,
  SHEET_COLUMNS,
  toSerial,
  VERIFY_SHEET,
} from '../cells';
import type { Envelope } from '../envelope';
import type { ExportFile, LogRow } from './export-file';

/** A workbook as plain as the standard allows, made without the product's writer. */
export type Part = { name: string; data: Buffer; stored?: boolean };

export function zipOf(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, stored } of parts) {
    const packed = stored ? data : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]));
    files.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, central, end]);
}

const xml = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export type CellLook = 'inlineStr' | 'str' | 's';

export class WorkbookFile {
  readonly strings: string[] = [];
  /** By name; rows of cells, as they shall stand in the sheet. */
  readonly sheets = new Map<string, CellValue[][]>();
  /** What to do to a sheet's XML at the end. */
  edit: (name: string, sheet: string) => string = (_, sheet) => sheet;

  constructor(
    readonly file: ExportFile,
    private readonly look: CellLook = 'inlineStr',
    rowsASheet = 1_000_000,
  ) {
    const rowOf = ({ seq, micros, prev, record }: LogRow) =>
      rowCells({
        seq,
        micros: String(micros),
        prev: prev.toString('hex'),
        record: Buffer.from(record).toString('base64url'),
        envelope: JSON.parse(record) as Envelope,
      });
    const heads = SHEET_COLUMNS.map(({ header }) => header);
    this.sheets.set('About', [['Events of', 'Larkfield']]);
    for (let at = 0; at * rowsASheet < file.rows.length; at += 1) {
      const rows = file.rows.slice(at * rowsASheet, (at + 1) * rowsASheet).map(rowOf);
      this.sheets.set(eventsSheet(at), [heads, ...rows]);
    }
    const hex = file.nodes.map(({ hash }) => hash.toString('hex'));
    const proof: CellValue[][] = [[JSON.stringify(file.header)]];
    for (let at = 0; at < hex.length; at += HASHES_A_CELL) proof.push([hex.slice(at, at + HASHES_A_CELL).join('')]);
    this.sheets.set(VERIFY_SHEET, proof);
  }

  rows(name = 'Events'): CellValue[][] {
    const rows = this.sheets.get(name);
    if (!rows) throw new Error(`no sheet ${name}`);
    return rows;
  }

  private cell(value: CellValue, place: string): string {
    if (value === null) return '';
    if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`;
    if (value instanceof Date) return `<c r="${place}" s="1"><v>${toSerial(value)}</v></c>`;
    const text = xml(escapeCell(value));
    const style = needsQuote(value) ? ' s="2"' : '';
    if (this.look === 'str') return `<c r="${place}"${style} t="str"><v>${text}</v></c>`;
    const kept = `<t xml:space="preserve">${text}</t>`;
    if (this.look === 'inlineStr') return `<c r="${place}"${style} t="inlineStr"><is>${kept}</is></c>`;
    this.strings.push(`<si>${kept}</si>`);
    return `<c r="${place}"${style} t="s"><v>${this.strings.length - 1}</v></c>`;
  }

  parts(): Part[] {
    const letters = (at: number): string =>
      (at >= 26 ? letters(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
    const names = [...this.sheets.keys()];
    const sheets = names.map((name) => {
      const rows = this.rows(name).map(
        (row, y) =>
          `<row r="${y + 1}">${row.map((value, x) => this.cell(value, `${letters(x)}${y + 1}`)).join('')}</row>`,
      );
      return this.edit(name, `${HEAD}<worksheet ${MAIN}><sheetData>${rows.join('')}</sheetData></worksheet>`);
    });
    const list = names.map((name, at) => {
      const state = name === VERIFY_SHEET ? ' state="hidden"' : '';
      return `<sheet name="${name}" sheetId="${at + 1}"${state} r:id="rId${at + 1}"/>`;
    });
    const relation = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="${RELATED}/${type}" Target="${target}"/>`;
    const relations = [
      ...names.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)),
      relation('rIdS', 'styles', 'styles.xml'),
      relation('rIdT', 'sharedStrings', 'sharedStrings.xml'),
    ];
    const override = (part: string, type: string) =>
      `<Override PartName="${part}" ContentType="${SHEET_TYPE}.${type}+xml"/>`;
    const text: [string, string][] = [
      [
        '[Content_Types].xml',
        `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('/xl/workbook.xml', 'sheet.main')}${override('/xl/styles.xml', 'styles')}${override('/xl/sharedStrings.xml', 'sharedStrings')}${names.map((_, at) => override(`/xl/worksheets/sheet${at + 1}.xml`, 'worksheet')).join('')}</Types>`,
      ],
      [
        '_rels/.rels',
        `<Relationships xmlns="${PACKAGE}/relationships">${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
      ],
      ['xl/workbook.xml', `<workbook ${MAIN} xmlns:r="${RELATED}"><sheets>${list.join('')}</sheets></workbook>`],
      [
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="${PACKAGE}/relationships">${relations.join('')}</Relationships>`,
      ],
      [
        'xl/styles.xml',
        `<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss.000"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>`,
      ],
      ['xl/sharedStrings.xml', `<sst ${MAIN}>${this.strings.join('')}</sst>`],
    ];
    return [
      ...text.map(([name, content]) => ({
        name,
        data: Buffer.from(content.startsWith('<?') ? content : HEAD + content),
      })),
      ...sheets.map((content, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, data: Buffer.from(content) })),
    ];
  }

  bytes(): Buffer {
    return zipOf(this.parts());
  }
}
