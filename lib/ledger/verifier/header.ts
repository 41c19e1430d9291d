import { Unreadable } from './platform';
import { brief, type Damage } from './report';

const FORMAT = 'chainward-bundle/1';
export const NEITHER = 'It is neither a bundle nor an Excel export of Chainward.';

export type Header = {
  origin: string;
  vkeys: string[];
  checkpoint: string;
  anchored: string | null;
  filter: Record<string, unknown>;
  contiguous: boolean;
  rows: number;
};

/** Damage after which nothing more can be read. */
export class Stop extends Error {
  override readonly name = 'Stop';
  constructor(
    readonly damage: Damage,
    readonly detail: string,
  ) {
    super(detail);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object with exactly these members in this order, and written as `JSON.stringify` writes it: no second spelling, no member twice, no
 * space that carries something. Null for everything else.
 */
export function readExactly(text: string, names: readonly string[]): Record<string, unknown> | null {
  const value = parse(text);
  if (!isObject(value) || JSON.stringify(value) !== text) return null;
  const own = Object.keys(value);
  return own.length === names.length && own.every((name, at) => name === names[at]) ? value : null;
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const NAMES = ['format', 'origin', 'vkeys', 'checkpoint', 'anchored', 'filter', 'contiguous', 'rows'];
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** The first line of a bundle, or the cell A1 of a workbook's `Verify`. */
export function readHeader(text: string): Header {
  const loose = parse(text);
  const format = isObject(loose) ? loose.format : undefined;
  if (isText(format) && format !== FORMAT && /^chainward-bundle\/\d+$/.test(format))
    throw new Unreadable(`It is a ${brief(format)}, and this verifier reads ${FORMAT}: use a newer one.`);
  if (format !== FORMAT) throw new Unreadable(NEITHER);
  const header = readExactly(text, NAMES);
  if (!header) throw new Stop('form', 'the header is not written as the format says, or has fields it does not know');
  const { origin, vkeys, checkpoint, anchored, filter, contiguous, rows } = header;
  const isWhole =
    isText(origin) &&
    isTexts(vkeys) &&
    isText(checkpoint) &&
    (anchored === null || isText(anchored)) &&
    isObject(filter) &&
    typeof contiguous === 'boolean' &&
    isCount(rows);
  if (!isWhole) throw new Stop('form', 'a field of the header is not of its kind');
  return { origin, vkeys, checkpoint, anchored, filter, contiguous, rows };
}
