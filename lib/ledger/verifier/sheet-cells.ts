import { unescapeCell } from '../cell-text';
import { Unreadable } from './platform';
import { attribute, numbered, ROOT, truth, type XmlHandler } from './xml';

export type Shown = { text: string; number: number | null; formula: boolean; style: number };
/** From 0 on, left to right; empty cells are not there. */
export type SheetRow = { number: number; cells: Map<number, Shown> };

const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_576;

/** ECMA-376 §18.4: what a text is made of, in a cell or among the shared strings. */
const TEXT_PLACES = { t: ['si', 'is', 'r', 'rPh'], r: ['si', 'is'], rPh: ['si', 'is'] };
const STRING_PLACES = { ...TEXT_PLACES, sst: [ROOT], si: ['sst'] };
const SHEET_PLACES = {
  ...TEXT_PLACES,
  worksheet: [ROOT],
  sheetData: ['worksheet'],
  row: ['sheetData'],
  c: ['row'],
  f: ['c'],
  v: ['c'],
  is: ['c'],
};

/** The text of strings, with all its runs, without what only says how to pronounce it. */
export function stringsReader(onString: (text: string) => void): XmlHandler {
  let text = '';
  let run: string | null = null;
  let phonetic = 0;
  return {
    places: STRING_PLACES,
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 't') run = '';
      else if (name === 'rPh') phonetic += 1;
    },
    text: (piece) => {
      if (run !== null) run += piece;
    },
    close: (name) => {
      if (name === 't') {
        if (phonetic === 0) text += unescapeCell(run ?? '');
        run = null;
      } else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') onString(text);
    },
  };
}

export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** Of a cell in this row; one that says it is elsewhere would be shown there by some programs. */
function columnOf(place: string, row: number): number {
  let column = 0;
  let at = 0;
  for (; at < place.length; at += 1) {
    const code = place.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  if (column < 1 || column > MOST_COLUMNS || place.slice(at) !== String(row))
    throw new Unreadable(`A cell in row ${row} says that it is ${place.slice(0, 20)}.`);
  return column - 1;
}

type Open = {
  column: number;
  type: string;
  style: number;
  text: string;
  value: string;
  formula: boolean;
  holds: 'v' | 'is' | null;
};

const TYPES: ReadonlySet<string> = new Set(['n', 's', 'str', 'inlineStr', 'b', 'd', 'e']);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/;

/** ECMA-376 §18.3.1.4: the kinds of cells, as any program may save them. */
function shownOf({ type, style, text, value, formula }: Open, strings: readonly string[]): Shown | null {
  const asText = (shown: string): Shown | null =>
    shown === '' && !formula ? null : { text: shown, number: null, formula, style };
  if (type === 's') {
    const shared = strings[numbered(value.trim())];
    if (shared === undefined) throw new Unreadable('The workbook names a string that it does not hold.');
    return asText(shared);
  }
  if (type === 'inlineStr') return asText(text);
  if (type === 'str') return asText(unescapeCell(value));
  if (type === 'd') {
    const millis = ISO.test(value) ? Date.parse(value.endsWith('Z') ? value : `${value}Z`) : Number.NaN;
    return { text: value, number: millis / 86_400_000 + 25_569, formula, style };
  }
  if (value === '') return asText('');
  if (type === 'b') return asText(truth(value) ? 'TRUE' : 'FALSE');
  if (type !== 'n') return asText(value);
  return { text: value, number: DECIMAL.test(value) ? Number(value) : Number.NaN, formula, style };
}

/** How a sheet changes what its cells show: by a numbered style under a condition, or by a format that stands there itself. */
export type Condition = { style: number } | { code: string };

/** Row by row, whatever order its cells stand in. */
export function sheetReader(
  strings: readonly string[],
  onRow: (row: SheetRow) => void,
  onCondition: (condition: Condition) => void = () => undefined,
): XmlHandler {
  let row: SheetRow = { number: 0, cells: new Map() };
  let cell: Open | null = null;
  let nextColumn = 0;
  let into: 'value' | 'text' | null = null;
  let piece = '';
  let phonetic = 0;

  const openRow = (attributes: string) => {
    const place = attribute(attributes, 'r');
    const number = place === null ? row.number + 1 : numbered(place);
    if (number <= row.number || number > MOST_ROWS)
      throw new Unreadable('The rows of a sheet are not numbered as a workbook’s are.');
    row = { number, cells: new Map() };
    nextColumn = 0;
  };
  const openCell = (attributes: string) => {
    const place = attribute(attributes, 'r');
    const column = place === null ? nextColumn : columnOf(place, row.number);
    const [type, style] = [attribute(attributes, 't') ?? 'n', numbered(attribute(attributes, 's'))];
    if (!TYPES.has(type)) throw new Unreadable(`The cell ${columnName(column)}${row.number} is of no known kind.`);
    if (row.cells.has(column)) throw new Unreadable(`There are two cells ${columnName(column)}${row.number}.`);
    nextColumn = column + 1;
    cell = { column, type, style, text: '', value: '', formula: false, holds: null };
  };
  /** One content, and that of its kind: of two one program shows the first and another the last. */
  const openContent = (of: Open, name: 'v' | 'is') => {
    if (of.holds || (name === 'is') !== (of.type === 'inlineStr'))
      throw new Unreadable(`The cell ${columnName(of.column)}${row.number} is not written as a workbook’s are.`);
    of.holds = name;
  };
  const readRule = (style: string | null) => {
    if (style !== null) onCondition({ style: numbered(style) });
  };
  const closeCell = () => {
    const shown = cell && shownOf(cell, strings);
    if (cell && shown) row.cells.set(cell.column, shown);
    cell = null;
  };
  return {
    places: SHEET_PLACES,
    open: (name, attributes) => {
      if (cell && (name === 'v' || name === 'is')) openContent(cell, name);
      if (name === 'row') openRow(attributes);
      else if (name === 'c') openCell(attributes);
      else if (name === 'v' || name === 't') {
        into = name === 'v' ? 'value' : 'text';
        piece = '';
      } else if (name === 'f' && cell) cell.formula = true;
      else if (name === 'cfRule') readRule(attribute(attributes, 'dxfId'));
      else if (name === 'numFmt') onCondition({ code: attribute(attributes, 'formatCode') ?? '' });
      else if (name === 'rPh') phonetic += 1;
    },
    text: (part) => {
      if (into) piece += part;
    },
    close: (name) => {
      if (name === 'row') onRow(row);
      else if (name === 'c') closeCell();
      else if (name === 'rPh') phonetic -= 1;
      else if (into && (name === 'v' || name === 't')) {
        if (cell && into === 'value') cell.value += piece;
        else if (cell && phonetic === 0) cell.text += unescapeCell(piece);
        into = null;
      }
    },
  };
}
