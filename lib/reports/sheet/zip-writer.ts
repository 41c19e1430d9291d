import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { AppError } from '@/lib/core/errors';

const deflate = promisify(deflateRaw);

const PIECE = 1024 * 1024;
/** Pieces being compressed at once, in the threads that Node keeps for it. */
const MOST_AHEAD = 4;
const MOST_BYTES = 0xffff_ffff;
/** An empty last block, after pieces that end on a byte and are none of them the last (RFC 1951 §3.2.3). */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
const VERSION = 20;
/** Sizes follow the content, names are UTF-8 (APPNOTE §4.4.4). */
const FLAGS = 0x0808;
const DEFLATED = 8;

type Entry = { name: Buffer; offset: number; crc: number; packed: number; size: number };

const tooLarge = () =>
  new AppError('too_large', 'This is more than one Excel file can hold; narrow the filter, or take a bundle');

/** The fields that local header, descriptor and directory share, in their order (APPNOTE §4.3). */
function fields(...parts: readonly [bytes: 2 | 4, value: number][]): Buffer {
  const buffer = Buffer.alloc(parts.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of parts) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

const dosTime = (now: Date): number =>
  ((now.getUTCFullYear() - 1980) * 2 ** 25 +
    ((now.getUTCMonth() + 1) << 21) +
    (now.getUTCDate() << 16) +
    (now.getUTCHours() << 11) +
    (now.getUTCMinutes() << 5) +
    (now.getUTCSeconds() >> 1)) >>>
  0;

/** A .zip written front to back, one entry after the other, in constant memory. */
export class ZipWriter {
  private readonly entries: Entry[] = [];
  private open: Entry | undefined;
  private offset = 0;
  private text: string[] = [];
  private waiting = 0;
  private ahead: Promise<Buffer>[] = [];

  constructor(
    private readonly send: (bytes: Uint8Array) => Promise<void>,
    private readonly now: Date,
  ) {}

  /** Of the open entry, before compression. */
  get size(): number {
    return (this.open?.size ?? 0) + this.waiting;
  }

  async begin(name: string): Promise<void> {
    const entry: Entry = { name: Buffer.from(name), offset: this.offset, crc: 0, packed: 0, size: 0 };
    this.open = entry;
    await this.put(
      Buffer.concat([
        fields([4, 0x04034b50], [2, VERSION], [2, FLAGS], [2, DEFLATED], [4, dosTime(this.now)]),
        fields([4, 0], [4, 0], [4, 0], [2, entry.name.length], [2, 0]),
        entry.name,
      ]),
    );
  }

  /** The promise is there only when there is something to wait for. */
  push(text: string): Promise<void> | undefined {
    this.text.push(text);
    this.waiting += text.length;
    return this.waiting >= PIECE ? this.compress() : undefined;
  }

  async end(): Promise<void> {
    const entry = this.open;
    if (!entry) return;
    await this.compress();
    while (this.ahead.length > 0) await this.settle(entry);
    await this.put(LAST_BLOCK);
    entry.packed += LAST_BLOCK.length;
    if (entry.size > MOST_BYTES) throw tooLarge();
    await this.put(fields([4, 0x08074b50], [4, entry.crc], [4, entry.packed], [4, entry.size]));
    this.entries.push(entry);
    this.open = undefined;
  }

  async finish(): Promise<void> {
    const directory = Buffer.concat(
      this.entries.flatMap(({ name, offset, crc, packed, size }) => [
        fields([4, 0x02014b50], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATED], [4, dosTime(this.now)]),
        fields([4, crc], [4, packed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        name,
      ]),
    );
    const start = this.offset;
    const count = this.entries.length;
    await this.put(directory);
    await this.put(
      fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, directory.length], [4, start], [2, 0]),
    );
  }

  private async compress(): Promise<void> {
    const entry = this.open;
    if (!entry || this.text.length === 0) return;
    const bytes = Buffer.from(this.text.join(''));
    this.text = [];
    this.waiting = 0;
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    const piece = deflate(bytes, { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH });
    // It is waited for later, in its turn; until then a failure is nobody's.
    piece.catch(() => undefined);
    this.ahead.push(piece);
    if (this.ahead.length >= MOST_AHEAD) await this.settle(entry);
  }

  private async settle(entry: Entry): Promise<void> {
    const piece = await this.ahead.shift();
    if (!piece) return;
    entry.packed += piece.length;
    await this.put(piece);
  }

  private async put(bytes: Buffer): Promise<void> {
    this.offset += bytes.length;
    if (this.offset > MOST_BYTES) throw tooLarge();
    await this.send(bytes);
  }
}
