import { attribute, numbered, ROOT, type XmlHandler } from './xml';

/** ECMA-376 §18.8.31: a format may put words of its own in place of the value, or show nothing at all. */
export function isDeceptive(code: string): boolean {
  const bare = code.replace(/\[[^\]]*\]/g, '');
  const literals = [...bare.matchAll(/"([^"]*)"|[\\_*](.)/gsu)].map(([, quoted, single]) => quoted ?? single ?? '');
  if (literals.some((literal) => /[\p{L}\p{N}]/u.test(literal))) return true;
  const sections = bare.replace(/"[^"]*"|[\\_*]./gsu, '').split(';');
  return sections.length > 1 && sections.some((section) => section.trim() === '');
}

/** Styles whose format shows something else than the cell holds: those of cells, and those that a condition puts on them. */
export type Deceptive = { cells: Set<number>; rules: Set<number> };

const PLACES = {
  styleSheet: [ROOT],
  numFmts: ['styleSheet'],
  cellStyleXfs: ['styleSheet'],
  cellXfs: ['styleSheet'],
  dxfs: ['styleSheet'],
  numFmt: ['numFmts', 'dxf'],
  xf: ['cellStyleXfs', 'cellXfs'],
  dxf: ['dxfs'],
};

/** Both are counted from 0, in the order in which they stand. */
export function deceptiveStyles(found: Deceptive): XmlHandler {
  const codes = new Set<number>();
  let into: 'cellXfs' | 'dxf' | null = null;
  let [style, rule] = [0, -1];
  return {
    places: PLACES,
    open: (name, attributes) => {
      if (name === 'cellXfs' || name === 'dxf') into = name;
      if (name === 'dxf') rule += 1;
      else if (name === 'numFmt' && isDeceptive(attribute(attributes, 'formatCode') ?? '')) {
        if (into === 'dxf') found.rules.add(rule);
        else codes.add(numbered(attribute(attributes, 'numFmtId')));
      } else if (name === 'xf' && into === 'cellXfs') {
        if (codes.has(numbered(attribute(attributes, 'numFmtId')))) found.cells.add(style);
        style += 1;
      }
    },
    text: () => undefined,
    close: (name) => {
      if (name === into) into = null;
    },
  };
}
