import { attribute, type XmlHandler } from './xml';

/** ECMA-376 §18.8.31: a format may put words of its own in place of the value, or show nothing at all. */
export function isDeceptive(code: string): boolean {
  const bare = code.replace(/\[[^\]]*\]/g, '');
  const literals = [...bare.matchAll(/"([^"]*)"|[\\_*](.)/gsu)].map(([, quoted, single]) => quoted ?? single ?? '');
  if (literals.some((literal) => /[\p{L}\p{N}]/u.test(literal))) return true;
  const sections = bare.replace(/"[^"]*"|[\\_*]./gsu, '').split(';');
  return sections.length > 1 && sections.some((section) => section.trim() === '');
}

/** The styles, by their number in the cells, whose format shows something else than the cell holds. */
export function deceptiveStyles(found: Set<string>): XmlHandler {
  const codes = new Set<string>();
  let inCells = false;
  let at = 0;
  return {
    open: (name, attributes) => {
      if (name === 'numFmt' && isDeceptive(attribute(attributes, 'formatCode') ?? ''))
        codes.add(attribute(attributes, 'numFmtId') ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        if (codes.has(attribute(attributes, 'numFmtId') ?? '')) found.add(String(at));
        at += 1;
      }
    },
    text: () => undefined,
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  };
}
