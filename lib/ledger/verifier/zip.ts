import { fromUtf8, isSame } from './bytes';
import { Unreadable } from './platform';
import type { ByteSource } from './source';

export type Limits = { unpacked: number; ratio: number };
export const DEFAULT_LIMITS: Limits = { unpacked: 2 * 1024 ** 3, ratio: 200 };

export type Entry = {
  name: string;
  nameBytes: Uint8Array;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  at: number;
};

const MOST_ENTRIES = 10_000;
const MOST_DIRECTORY = 8 * 1024 * 1024;
/** Below this size a high ratio is nothing to fear. */
const SMALL = 1024 * 1024;
const FULL = 0xffff_ffff;
const END = 0x0605_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const CENTRAL = 0x0201_4b50;
const LOCAL = 0x0403_4b50;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function uint64(view: DataView, at: number): number {
  const value = view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
  if (!Number.isSafeInteger(value)) throw new Unreadable('A size in the .zip directory cannot be.');
  return value;
}

type Directory = { count: number; size: number; at: number };

/** APPNOTE.TXT §4.3.14 to §4.3.16: the end of the directory, also in its longer form. */
async function findDirectory(source: ByteSource): Promise<Directory> {
  const from = Math.max(0, source.size - 65_557 - 20);
  const tail = await source.read(from, source.size);
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END || view.getUint16(at + 20, true) !== tail.length - at - 22) continue;
    const found = {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      at: view.getUint32(at + 16, true),
    };
    if (at < 20 || view.getUint32(at - 20, true) !== LOCATOR_64) return found;
    const place = uint64(view, at - 12);
    if (place + 56 > source.size) break;
    const end = viewOf(await source.read(place, place + 56));
    if (end.getUint32(0, true) !== END_64) break;
    return { count: uint64(end, 32), size: uint64(end, 40), at: uint64(end, 48) };
  }
  throw new Unreadable('The .zip file has no directory: it was cut off, or is no .xlsx.');
}

/** §4.5.3: the values that did not fit, in a fixed order. */
function widen(extra: DataView, values: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1) {
      let next = at + 4;
      return values.map((value) => {
        if (value !== FULL) return value;
        const wide = uint64(extra, next);
        next += 8;
        return wide;
      });
    }
    at += 4 + length;
  }
  return [...values];
}

function readEntries(bytes: Uint8Array, count: number): Entry[] {
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Unreadable('The .zip directory is damaged.');
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const nameBytes = bytes.subarray(at + 46, at + 46 + name);
    const text = fromUtf8(nameBytes);
    if (text === null || nameBytes.length !== name) throw new Unreadable('A name in the .zip directory is damaged.');
    if (view.getUint16(at + 8, true) & 1) throw new Unreadable('The file is protected by a password.');
    const values = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
    const [unpacked = 0, packed = 0, place = 0] = widen(
      new DataView(view.buffer, view.byteOffset + at + 46 + name, extra),
      values,
    );
    const [method, crc] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    entries.push({ name: text, nameBytes, method, crc, packed, unpacked, at: place });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** The entries by name. What unpacks to more than the limits is refused before a byte of it is. */
export async function readZip(source: ByteSource, { unpacked, ratio }: Limits): Promise<Map<string, Entry>> {
  const directory = await findDirectory(source);
  if (directory.count > MOST_ENTRIES || directory.size > MOST_DIRECTORY || directory.at + directory.size > source.size)
    throw new Unreadable('The .zip directory is damaged, or larger than that of any export.');
  const entries = readEntries(await source.read(directory.at, directory.at + directory.size), directory.count);
  const total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (total > unpacked)
    throw new Unreadable(`Unpacked it would have ${total} bytes; ${unpacked} are the most that are read here.`);
  if (total > SMALL && total > source.size * ratio)
    throw new Unreadable(`It would unpack to more than ${ratio} times its size, as only a trap does.`);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  // ECMA-376 part 2 §7.2.3.5: to some programs two spellings of one name are two parts, to others one.
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size !== entries.length)
    throw new Unreadable('The .zip file holds two entries of one name.');
  return byName;
}

/** Where an entry's bytes begin. Its local name must be that of the directory: other programs go by the one, some by the other. */
export async function dataOf(source: ByteSource, entry: Entry): Promise<number> {
  const end = entry.at + 30 + entry.nameBytes.length;
  if (end > source.size) throw new Unreadable('The .zip file was cut off.');
  const head = await source.read(entry.at, end);
  const view = viewOf(head);
  if (view.getUint32(0, true) !== LOCAL || !isSame(head.subarray(30), entry.nameBytes))
    throw new Unreadable('An entry of the .zip file is not where its directory says.');
  const from = entry.at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (from + entry.packed > source.size) throw new Unreadable('The .zip file was cut off.');
  return from;
}
