import { Unreadable } from './platform';

/** Prefixes and what they stand for where an element begins; the empty one is for names without any. */
export type Spaces = ReadonlyMap<string, string>;

/**
 * Names are without prefix where the element is of a workbook's own namespaces; others begin with a question mark. `attributes` is the raw
 * text between name and end of a tag; read one with `attribute`.
 */
export type XmlHandler = {
  /** Which parents an element may have. Anywhere else another program would not read it, or read it as something else. */
  places: Readonly<Record<string, readonly string[]>>;
  open(name: string, attributes: string, spaces: Spaces): void;
  close(name: string): void;
  text(text: string): void;
};

/** ECMA-376 part 1, in its transitional and its strict spelling. */
const OFFICE = [
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
];
const OURS: ReadonlySet<string | undefined> = new Set([
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
  'http://schemas.openxmlformats.org/package/2006/relationships',
]);
/** Where an element is the first of its part. */
export const ROOT = '';
export const isOfficeType = (type: string, kind: string): boolean =>
  OFFICE.some((space) => type === `${space}/${kind}`);

/** Nothing in a sheet is as long between two angle brackets. */
const LONGEST = 16 * 1024 * 1024;
const DEEPEST = 64;
const QUOTE = 34;
const APOSTROPHE = 39;
const GREATER = 62;
/** XML 1.0 §2.3. */
const SPACE: ReadonlySet<number> = new Set([9, 10, 13, 32]);
const NO_NAME = /^$|[\s"'<>&]/;
const ENCODING = /^<\?xml\s[^>]*?\bencoding\s*=\s*["'](?!utf-8["'])/i;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeOne(whole: string, name: string): string {
  const known = NAMED[name];
  if (known !== undefined) return known;
  const digits = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  const code = digits?.[1] ? Number.parseInt(digits[1], 16) : Number(digits?.[2] ?? Number.NaN);
  if (!(code <= 0x10ffff) || !whole.endsWith(';')) throw damaged();
  return String.fromCodePoint(code);
}

const decode = (text: string): string => {
  // XML 1.0 §2.11: ends of lines are one character before anything else is looked at.
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.includes('&') ? lines.replace(/&([^;&]{0,12});?/g, decodeOne) : lines;
};

const damaged = () => new Unreadable('The XML of the workbook is damaged.');

/** One attribute after the other, until `visit` has what it wanted. */
function walk(attributes: string, visit: (name: string, from: number, to: number) => boolean): void {
  for (let at = 0; ; ) {
    const equals = attributes.indexOf('=', at);
    const name = attributes.slice(at, equals < 0 ? undefined : equals).trim();
    if (equals < 0 && name === '') return;
    let from = equals + 1;
    while (SPACE.has(attributes.charCodeAt(from))) from += 1;
    const quote = attributes[from];
    const to = quote === '"' || quote === "'" ? attributes.indexOf(quote, from + 1) : -1;
    if (equals < 0 || to < 0 || NO_NAME.test(name)) throw damaged();
    if (visit(name, from + 1, to)) return;
    at = to + 1;
  }
}

/** By its whole name; each is looked at in its turn, so that none is found inside the value of another. */
export function attribute(attributes: string, wanted: string): string | null {
  let found: string | null = null;
  if (attributes.includes(wanted))
    walk(attributes, (name, from, to) => {
      if (name === wanted) found = decode(attributes.slice(from, to));
      return name === wanted;
    });
  return found;
}

/** A place in a list. Programs read what is none in different ways, so it is not read at all. */
export function numbered(text: string | null): number {
  if (text === null) return 0;
  if (!/^\d{1,9}$/.test(text)) throw damaged();
  return Number(text);
}

/** XML Schema's, which some programs know more spellings of. */
export function truth(text: string | null): boolean {
  if (text !== null && !/^(?:[01]|true|false)$/.test(text)) throw damaged();
  return text === '1' || text === 'true';
}

/** The one that names a part of the package, whatever its prefix. */
export function relationOf(attributes: string, spaces: Spaces): string | null {
  const ids = [...spaces].flatMap(([prefix, space]) => {
    const id = prefix !== '' && OFFICE.includes(space) ? attribute(attributes, `${prefix}:id`) : null;
    return id === null ? [] : [id];
  });
  if (ids.length > 1) throw damaged();
  return ids[0] ?? null;
}

function declared(attributes: string, before: Spaces): Spaces {
  const spaces = new Map(before);
  walk(attributes, (name, from, to) => {
    if (name === 'xmlns') spaces.set('', decode(attributes.slice(from, to)));
    else if (name.startsWith('xmlns:')) spaces.set(name.slice(6), decode(attributes.slice(from, to)));
    return false;
  });
  return spaces;
}

function plainName(name: string, spaces: Spaces): string {
  const colon = name.indexOf(':');
  const isOurs = OURS.has(spaces.get(colon < 0 ? '' : name.slice(0, colon)));
  return isOurs ? name.slice(colon + 1) : `?${name}`;
}

const NO_SPACES: Spaces = new Map();
type Element = { name: string; plain: string; spaces: Spaces };

/** A small streaming reader of XML as workbooks hold it: no document type, hence no entities of its own. */
export class XmlReader {
  private held = '';
  private readonly open: Element[] = [];

  constructor(private readonly handler: XmlHandler) {}

  push(piece: string): void {
    const text = this.held + piece;
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag < 0) break;
      const end = this.endOf(text, tag);
      if (end < 0) break;
      if (tag > at) this.handler.text(decode(text.slice(at, tag)));
      this.tag(text, tag, end);
      at = end;
    }
    this.held = text.slice(at);
    if (this.held.length > LONGEST) throw new Unreadable('The XML of the workbook is damaged.');
  }

  end(): void {
    if (this.open.length > 0 || this.held.trim() !== '') throw new Unreadable('The XML of the workbook was cut off.');
  }

  /** After the tag's last character; -1 when it has not come yet. */
  private endOf(text: string, tag: number): number {
    const until = (mark: string, from: number) => {
      const found = text.indexOf(mark, from);
      return found < 0 ? -1 : found + mark.length;
    };
    if (text.startsWith('<?', tag)) return until('?>', tag);
    if (text.startsWith('<!', tag)) {
      if (text.length < tag + 9) return -1;
      if (text.startsWith('<!--', tag)) return until('-->', tag + 4);
      if (text.startsWith('<![CDATA[', tag)) return until(']]>', tag);
      throw new Unreadable('The XML of the workbook declares a document type, as none of a workbook does.');
    }
    for (let at = tag + 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === GREATER) return at + 1;
      if (code !== QUOTE && code !== APOSTROPHE) continue;
      at = text.indexOf(code === QUOTE ? '"' : "'", at + 1);
      if (at < 0) return -1;
    }
    return -1;
  }

  private tag(text: string, from: number, end: number): void {
    const second = text.charCodeAt(from + 1);
    if (second === 33) {
      if (text.startsWith('<![CDATA[', from)) this.handler.text(text.slice(from + 9, end - 3));
      return;
    }
    if (second === 63) {
      if (ENCODING.test(text.slice(from, end))) throw new Unreadable('The XML of the workbook is not UTF-8.');
      return;
    }
    if (second === 47) {
      const element = this.open.pop();
      if (element?.name !== text.slice(from + 2, end - 1).trimEnd()) throw damaged();
      this.handler.close(element.plain);
      return;
    }
    const isEmpty = text.charCodeAt(end - 2) === 47;
    const inner = text.slice(from + 1, isEmpty ? end - 2 : end - 1);
    const space = inner.search(/\s/);
    const name = space < 0 ? inner : inner.slice(0, space);
    const attributes = space < 0 ? '' : inner.slice(space);
    if (name === '' || this.open.length >= DEEPEST) throw damaged();
    const parent = this.open.at(-1);
    const before = parent?.spaces ?? NO_SPACES;
    const spaces = attributes.includes('xmlns') ? declared(attributes, before) : before;
    const plain = plainName(name, spaces);
    const parents = this.handler.places[plain];
    if (parents && !parents.includes(parent?.plain ?? ROOT))
      throw new Unreadable(`The workbook has “${plain}” where no workbook has it.`);
    this.handler.open(plain, attributes, spaces);
    if (isEmpty) this.handler.close(plain);
    else this.open.push({ name, plain, spaces });
  }
}
