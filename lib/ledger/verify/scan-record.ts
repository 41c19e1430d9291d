import { MAX_RECORD_BYTES, MAX_RECORD_LEVELS } from '../format/record';

/**
 * Whether bytes are a record in canonical form (RFC 8785, as format/record demands), in one pass and without making anything of them:
 * parseRecord says the same by writing it again, and a property test holds the two against each other. On its way the scanner notes
 * where the members stand that the filter columns repeat.
 */
export const MEMBERS = ['id', 'recordedAt', 'module', 'activity', 'class', 'status', 'severity'] as const;
const OF_ACTOR = ['type', 'id', 'name'] as const;
export const PLACES = [...MEMBERS, 'actor.type', 'actor.id', 'actor.name'] as const;
export type Place = (typeof PLACES)[number];

const [QUOTE, BACKSLASH, OPEN, CLOSE, COMMA, COLON] = [0x22, 0x5c, 0x7b, 0x7d, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, MINUS, ZERO, NINE] = [0x5b, 0x5d, 0x2d, 0x30, 0x39];

/** Bytes that stand for themselves in a string: ASCII but for controls, quote and backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
const SHORT_ESCAPES = new Set(Buffer.from('"\\bfnrt'));
const WITH_SHORT_ESCAPE = new Set([8, 9, 10, 12, 13]);

const named = (names: readonly string[], first: number) =>
  names.map((name, i) => ({ name: Buffer.from(name), place: first + i }));
const AT_TOP = named(MEMBERS, 0);
const IN_ACTOR = named(OF_ACTOR, MEMBERS.length);
const ACTOR = Buffer.from('actor');
const NOWHERE: typeof AT_TOP = [];

const [ABSENT, UNREADABLE] = [-1, -2];

export class RecordScanner {
  private bytes: Uint8Array = PLAIN;
  private at = 0;
  private end = 0;
  private textFrom = 0;
  private textTo = 0;
  private textPlain = true;
  /** Where the text of each member lies; below 0 where there is none, or one that does not stand for itself byte by byte. */
  readonly from = new Int32Array(PLACES.length);
  readonly to = new Int32Array(PLACES.length);

  scan(bytes: Uint8Array, from: number, to: number): boolean {
    this.from.fill(ABSENT);
    if (to - from > MAX_RECORD_BYTES) return false;
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    return this.value(0, AT_TOP) && this.at === to;
  }

  private value(depth: number, wanted: typeof AT_TOP): boolean {
    if (this.at >= this.end) return false;
    const byte = this.bytes[this.at];
    if (byte === QUOTE) return this.text();
    if (byte === OPEN) return this.object(depth, wanted);
    if (byte === OPEN_LIST) return this.list(depth);
    if (byte === 0x74) return this.word('true');
    if (byte === 0x66) return this.word('false');
    if (byte === 0x6e) return this.word('null');
    return this.number();
  }

  private word(word: string): boolean {
    if (this.at + word.length > this.end) return false;
    for (let i = 0; i < word.length; i += 1) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    this.at += word.length;
    return true;
  }

  /** Integers within ±(2^53−1), without a leading or negative zero; a fraction or exponent is met as an unexpected byte. */
  private number(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    const negative = bytes[at] === MINUS;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
      if (value > Number.MAX_SAFE_INTEGER) return false;
    }
    if (at === first || (bytes[first] === ZERO && (at > first + 1 || negative))) return false;
    this.at = at;
    return true;
  }

  private text(): boolean {
    const { bytes, end } = this;
    let at = this.at + 1;
    this.textFrom = at;
    this.textPlain = true;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (PLAIN[byte] === 1) {
        at += 1;
        continue;
      }
      if (byte === QUOTE) {
        this.textTo = at;
        this.at = at + 1;
        return true;
      }
      this.textPlain = false;
      const length = byte === BACKSLASH ? this.escape(at) : this.sequence(at);
      if (length === 0) return false;
      at += length;
    }
    return false;
  }

  /** Only what JSON.stringify writes: the short escapes, and \u00xx in lower case for the other controls. */
  private escape(at: number): number {
    const { bytes } = this;
    const letter = bytes[at + 1] ?? 0;
    if (at + 1 >= this.end) return 0;
    if (SHORT_ESCAPES.has(letter)) return 2;
    if (letter !== 0x75 || at + 6 > this.end || bytes[at + 2] !== ZERO || bytes[at + 3] !== ZERO) return 0;
    const high = (bytes[at + 4] ?? 0) - ZERO;
    const low = bytes[at + 5] ?? 0;
    const unit = low >= ZERO && low <= NINE ? low - ZERO : low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
    const control = high * 16 + unit;
    return (high === 0 || high === 1) && unit >= 0 && !WITH_SHORT_ESCAPE.has(control) ? 6 : 0;
  }

  /** RFC 3629 §4: the length of a well-formed sequence of UTF-8, or 0. Surrogates have none. */
  private sequence(at: number): number {
    const { bytes, end } = this;
    const first = bytes[at] ?? 0;
    const length =
      first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    if (length === 0 || at + length > end) return 0;
    const second = bytes[at + 1] ?? 0;
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return 0;
    for (let i = 2; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
    return length;
  }

  private list(depth: number): boolean {
    if (depth >= MAX_RECORD_LEVELS) return false;
    this.at += 1;
    if (this.bytes[this.at] === CLOSE_LIST && this.at < this.end) {
      this.at += 1;
      return true;
    }
    for (;;) {
      if (!this.value(depth + 1, NOWHERE) || this.at >= this.end) return false;
      const byte = this.bytes[this.at];
      this.at += 1;
      if (byte === CLOSE_LIST) return true;
      if (byte !== COMMA) return false;
    }
  }

  private object(depth: number, wanted: typeof AT_TOP): boolean {
    if (depth >= MAX_RECORD_LEVELS) return false;
    const { bytes, end } = this;
    this.at += 1;
    if (bytes[this.at] === CLOSE && this.at < end) {
      this.at += 1;
      return true;
    }
    let beforeFrom = -1;
    let beforeTo = -1;
    let beforePlain = true;
    for (;;) {
      if (this.at >= end || bytes[this.at] !== QUOTE || !this.text()) return false;
      const { textFrom: from, textTo: to, textPlain: plain } = this;
      if (beforeFrom >= 0 && !this.rises(beforeFrom, beforeTo, from, to, plain && beforePlain)) return false;
      beforeFrom = from;
      beforeTo = to;
      beforePlain = plain;
      if (this.at >= end || bytes[this.at] !== COLON) return false;
      this.at += 1;
      const isActor = wanted === AT_TOP && this.is(from, to, ACTOR);
      const begins = this.at;
      if (!this.value(depth + 1, isActor ? IN_ACTOR : NOWHERE) || this.at >= end) return false;
      // The text read last is this member's own only if the value began with a quote.
      if (wanted.length > 0) this.note(wanted, from, to, bytes[begins] === QUOTE && this.textPlain);
      const byte = bytes[this.at];
      this.at += 1;
      if (byte === CLOSE) return true;
      if (byte !== COMMA) return false;
    }
  }

  private note(wanted: typeof AT_TOP, from: number, to: number, readable: boolean): void {
    for (const { name, place } of wanted) {
      if (!this.is(from, to, name)) continue;
      this.from[place] = readable ? this.textFrom : UNREADABLE;
      this.to[place] = this.textTo;
      return;
    }
  }

  /** Whether a member has exactly these bytes as its text. */
  says(member: Place, word: Uint8Array): boolean {
    const place = PLACES.indexOf(member);
    const from = this.from[place] ?? -1;
    return from >= 0 && this.is(from, this.to[place] ?? 0, word);
  }

  lacks(member: Place): boolean {
    return this.from[PLACES.indexOf(member)] === ABSENT;
  }

  is(from: number, to: number, name: Uint8Array): boolean {
    if (to - from !== name.length) return false;
    for (let i = 0; i < name.length; i += 1) if (this.bytes[from + i] !== name[i]) return false;
    return true;
  }

  /** Names rise strictly by UTF-16 code units; for plain ones that is the order of their bytes. */
  private rises(aFrom: number, aTo: number, bFrom: number, bTo: number, plain: boolean): boolean {
    const { bytes } = this;
    if (!plain) return this.read(aFrom, aTo) < this.read(bFrom, bTo);
    const shorter = Math.min(aTo - aFrom, bTo - bFrom);
    for (let i = 0; i < shorter; i += 1) {
      const difference = (bytes[bFrom + i] ?? 0) - (bytes[aFrom + i] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return bTo - bFrom > aTo - aFrom;
  }

  private read(from: number, to: number): string {
    return String(JSON.parse(Buffer.from(this.bytes.subarray(from - 1, to + 1)).toString('utf8')));
  }
}
