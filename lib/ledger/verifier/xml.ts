import { Unreadable } from './platform';

/** `attributes` is the raw text between name and end of a tag; read one with `attribute`. */
export type XmlHandler = {
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
};

/** Nothing in a sheet is as long between two angle brackets. */
const LONGEST = 16 * 1024 * 1024;
const DEEPEST = 64;
const QUOTE = 34;
const APOSTROPHE = 39;
const GREATER = 62;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeOne(whole: string, name: string): string {
  const known = NAMED[name];
  if (known !== undefined) return known;
  const digits = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  const code = digits?.[1] ? Number.parseInt(digits[1], 16) : Number(digits?.[2] ?? Number.NaN);
  if (!(code <= 0x10ffff) || !whole.endsWith(';')) throw new Unreadable('The XML of the workbook is damaged.');
  return String.fromCodePoint(code);
}

const decode = (text: string): string => {
  // XML 1.0 §2.11: ends of lines are one character before anything else is looked at.
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.includes('&') ? lines.replace(/&([^;&]{0,12});?/g, decodeOne) : lines;
};

const plainName = (name: string): string => name.slice(name.indexOf(':') + 1);

const SLOW = new Map<string, RegExp>();

/** By its name without prefix. */
export function attribute(attributes: string, name: string): string | null {
  const head = ` ${name}="`;
  const from = attributes.indexOf(head);
  if (from >= 0) return decode(attributes.slice(from + head.length, attributes.indexOf('"', from + head.length)));
  if (!attributes.includes(name)) return null;
  let pattern = SLOW.get(name);
  if (!pattern) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    SLOW.set(name, pattern);
  }
  const found = pattern.exec(attributes);
  return found ? decode(found[1] ?? found[2] ?? '') : null;
}

/** A small streaming reader of XML as workbooks hold it: no document type, hence no entities of its own. */
export class XmlReader {
  private held = '';
  private readonly names: string[] = [];

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
    if (this.names.length > 0 || this.held.trim() !== '') throw new Unreadable('The XML of the workbook was cut off.');
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
    if (second === 63) return;
    if (second === 47) {
      const name = text.slice(from + 2, end - 1).trimEnd();
      if (this.names.pop() !== name) throw new Unreadable('The XML of the workbook is damaged.');
      this.handler.close(plainName(name));
      return;
    }
    const isEmpty = text.charCodeAt(end - 2) === 47;
    const inner = text.slice(from + 1, isEmpty ? end - 2 : end - 1);
    const space = inner.search(/\s/);
    const name = space < 0 ? inner : inner.slice(0, space);
    if (name === '' || this.names.length >= DEEPEST) throw new Unreadable('The XML of the workbook is damaged.');
    this.handler.open(plainName(name), space < 0 ? '' : inner.slice(space));
    if (isEmpty) this.handler.close(plainName(name));
    else this.names.push(name);
  }
}
