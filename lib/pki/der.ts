import { AppError } from '@/lib/core/errors';

/** Bytes that are not what they say: of strangers, so never a crash and never quoted. */
export class DerError extends AppError {
  constructor(what: string) {
    super('invalid_input', `This is not DER as it should be: ${what}`);
  }
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `whole` is tag, length and content; `content` alone what stands in it. Both are views, nothing is copied. */
export type Der = { tag: number; whole: Buffer; content: Buffer };

function lengthAt(bytes: Buffer, at: number): { length: number; next: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError('a length is missing');
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  const next = at + 1 + count;
  // X.690 §10.1: definite, and as short as can be; four octets are more than any answer may hold.
  if (count === 0 || count > 4 || next > bytes.length) throw new DerError('a length of a form that is not allowed');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError('a length longer than it need be');
  return { length, next };
}

function elementAt(bytes: Buffer, at: number): Der {
  const tag = bytes[at];
  if (tag === undefined) throw new DerError('it ends too early');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of more than one octet');
  const { length, next } = lengthAt(bytes, at + 1);
  if (length > bytes.length - next) throw new DerError('it ends too early');
  return { tag, whole: bytes.subarray(at, next + length), content: bytes.subarray(next, next + length) };
}

/** The one element that the bytes are, to the last. */
export function readDer(bytes: Uint8Array): Der {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const element = elementAt(buffer, 0);
  if (element.whole.length !== buffer.length) throw new DerError('something follows its end');
  return element;
}

/** What stands in a constructed element. One level only: depth is the reader's, never the bytes'. */
export function partsOf(element: Der, tag?: number): Der[] {
  if (tag !== undefined) expectTag(element, tag);
  if (!(element.tag & 0x20)) throw new DerError('a plain value where a group should be');
  const parts: Der[] = [];
  for (let at = 0; at < element.content.length; ) {
    const part = elementAt(element.content, at);
    parts.push(part);
    at += part.whole.length;
  }
  return parts;
}

export function expectTag(element: Der | undefined, tag: number): Der {
  if (element?.tag !== tag) throw new DerError('another kind of value than should be there');
  return element;
}

export function readOid(element: Der | undefined): string {
  const { content } = expectTag(element, TAG.oid);
  if (content.length === 0 || content.length > 32 || ((content.at(-1) ?? 0) & 0x80) !== 0)
    throw new DerError('an object identifier that does not end');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet & 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const first = arcs[0] ?? 0n;
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}

export function readInteger(element: Der | undefined): bigint {
  const { content } = expectTag(element, TAG.integer);
  if (content.length === 0 || content.length > 64) throw new DerError('a number of a length that is not allowed');
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`));
}

/** X.690 §11.7: always in UTC, never without seconds. */
export function readGeneralizedTime(element: Der | undefined): Date {
  const text = expectTag(element, TAG.generalizedTime).content.toString('latin1');
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  const [, year, month, day, hour, minute, second, fraction = ''] = match ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  if (Number.isNaN(time.getTime())) throw new DerError('a time that does not exist');
  return time;
}

export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

/** A number that is not negative. */
export function encodeInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return encodeDer(TAG.integer, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

export function encodeOid(dotted: string): Buffer {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets = [root * 40n + second, ...rest].flatMap((arc) => {
    const groups = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.unshift(Number(left & 0x7fn) | 0x80);
    return groups;
  });
  return encodeDer(TAG.oid, Buffer.from(octets));
}
