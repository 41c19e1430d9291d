import { unescapeCell } from '../cell-text';
import { Unreadable } from './platform';
import { attribute, type XmlHandler } from './xml';

export type Shown = { text: string; number: number | null; formula: boolean; style: string };
/** From 0 on, left to right; empty cells are not there. */
export type SheetRow = { number: number; cells: Map<number, Shown> };

const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_576;

/** The text of strings, with all its runs, without what only says how to pronounce it. */
export function stringsReader(onString: (text: string) => void): XmlHandler {
  let text = '';
  let run: string | null = null;
  let phonetic = 0;
  return {
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

/** Null for a cell that does not say where it is. */
function columnOf(place: string | null): number | null {
  if (place === null) return null;
  let column = 0;
  for (let at = 0; at < place.length; at += 1) {
    const code = place.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column > 0 && column <= MOST_COLUMNS ? column - 1 : null;
}

type Open = { column: number; type: string; style: string; text: string; value: string; formula: boolean };

/** ECMA-376 §18.3.1.4: the kinds of cells, as any program may save them. */
function shownOf({ type, style, text, value, formula }: Open, strings: readonly string[]): Shown | null {
  const asText = (shown: string): Shown | null =>
    shown === '' && !formula ? null : { text: shown, number: null, formula, style };
  if (type === 's') {
    const shared = strings[Number(value)];
    if (shared === undefined) throw new Unreadable('The workbook names a string that it does not hold.');
    return asText(shared);
  }
  if (type === 'inlineStr') return asText(text);
  if (type === 'str') return asText(unescapeCell(value));
  if (type === 'd') {
    const millis = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`);
    return { text: value, number: millis / 86_400_000 + 25_569, formula, style };
  }
  if (value === '') return asText('');
  if (type !== 'n') return asText(value);
  return { text: value, number: Number(value), formula, style };
}

/** Row by row, whatever order its cells stand in. */
export function sheetReader(strings: readonly string[], onRow: (row: SheetRow) => void): XmlHandler {
  let row: SheetRow = { number: 0, cells: new Map() };
  let cell: Open | null = null;
  let nextColumn = 0;
  let into: 'value' | 'text' | null = null;
  let piece = '';
  let phonetic = 0;

  const openRow = (attributes: string) => {
    const number = Number(attribute(attributes, 'r') ?? row.number + 1);
    if (!Number.isInteger(number) || number <= row.number || number > MOST_ROWS)
      throw new Unreadable('The rows of a sheet are not numbered as a workbook’s are.');
    row = { number, cells: new Map() };
    nextColumn = 0;
  };
  const openCell = (attributes: string) => {
    const column = columnOf(attribute(attributes, 'r')) ?? nextColumn;
    if (row.cells.has(column)) throw new Unreadable(`There are two cells ${columnName(column)}${row.number}.`);
    nextColumn = column + 1;
    const [type, style] = [attribute(attributes, 't') ?? 'n', attribute(attributes, 's') ?? '0'];
    cell = { column, type, style, text: '', value: '', formula: false };
  };
  const closeCell = () => {
    const shown = cell && shownOf(cell, strings);
    if (cell && shown) row.cells.set(cell.column, shown);
    cell = null;
  };
  return {
    open: (name, attributes) => {
      if (name === 'row') openRow(attributes);
      else if (name === 'c') openCell(attributes);
      else if (name === 'v' || name === 't') {
        into = name === 'v' ? 'value' : 'text';
        piece = '';
      } else if (name === 'f' && cell) cell.formula = true;
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
