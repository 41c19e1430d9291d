/** Excel's own limit for the text of a cell, in UTF-16 units; kept before and after escaping, so that no program counts it otherwise. */
export const MOST_CHARACTERS = 32_767;
const CUT = '… whole in Record';

// What XML 1.0 cannot hold, and DEL, which Excel drops.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;
/** Without these, and too short to be cut even if all of it were escapes, a text is shown as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const TO_CHANGE = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/;
/**
 * What LibreOffice takes for an escape and is none, or does not write again as it read it: with fewer digits, the underscore's own, and one
 * close behind another `_x`.
 */
const LOST_UNDERSCORE = /_(?=[xX](?:[0-9A-Fa-f]{1,3}|005[Ff])_)|(?<=_[xX].{0,4})_(?=[xX][0-9A-Fa-f]{4}_)/gs;
const MAYBE_ESCAPE = /_[xX]/;
/** Looked ahead, not eaten: in `_x0041_x0042_` the middle line ends one and begins the next. */
const LIKE_ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g;
const ESCAPE = /_x([0-9A-Fa-f]{4})_/g;

/** ECMA-376 §22.9.2.19 (ST_Xstring): a sheet's `_x0041_` means “A”, so text that only looks like it is written `_x005F_x0041_`. */
export const escapeCell = (text: string): string => text.replace(LIKE_ESCAPE, '_x005F_');

export const unescapeCell = (text: string): string =>
  text.includes('_x')
    ? text.replace(ESCAPE, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const fits = (text: string): boolean => text.length <= MOST_CHARACTERS && escapeCell(text).length <= MOST_CHARACTERS;

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

function cut(text: string): string {
  let low = 0;
  let high = Math.min(text.length, MOST_CHARACTERS - CUT.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle) + CUT)) low = middle;
    else high = middle - 1;
  }
  const end = low > 0 && isHighSurrogate(text.charCodeAt(low - 1)) ? low - 1 : low;
  return text.slice(0, end) + CUT;
}

/** What a text looks like in a cell, before a sheet's own escaping: nothing lost that the Record column does not hold. */
export function cellText(value: string): string {
  if (value.length < MOST_CHARACTERS / 8 && !TO_CHANGE.test(value) && !MAYBE_ESCAPE.test(value)) return value;
  const shown = value
    .replace(/\r\n?/g, '\n')
    .replace(UNPRINTABLE, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replace(LOST_UNDERSCORE, '\\u{5f}');
  return fits(shown) ? shown : cut(shown);
}

/** Whether a program may take the text for a formula: in a sheet it is a typed string with `quotePrefix`, in CSV an apostrophe stands before it. */
export const needsQuote = (text: string, format: 'xlsx' | 'csv' = 'xlsx'): boolean =>
  (format === 'csv' ? /^[=+\-@\t\r]/ : /^[=+\-@]/).test(text);
