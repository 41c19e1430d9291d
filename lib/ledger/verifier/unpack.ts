import { crc32 } from './crc32';
import { CouldNotLook, Unreadable } from './platform';
import { type ByteSource, pieces } from './source';
import { dataOf, type Entry } from './zip';

const STORED = 0;
const DEFLATED = 8;
/** RFC 1952 §2.3: deflated, no name, no time. */
const GZIP_HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const DAMAGED = 'The .zip file is damaged: an entry does not unpack to what its directory says.';

/** RFC 1952 around a raw deflate stream: Node 18 unpacks no raw ones, and gzip checks sum and size by itself. */
async function* asGzip(source: ByteSource, from: number, entry: Entry): AsyncGenerator<Uint8Array> {
  yield GZIP_HEAD;
  yield* pieces(source, from, from + entry.packed);
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, entry.crc, true);
  tail.setUint32(4, entry.unpacked % 0x1_0000_0000, true);
  yield new Uint8Array(tail.buffer);
}

async function* inflated(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let problem: unknown;
  const input = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      try {
        const { value, done } = await packed.next();
        if (done) controller.close();
        else controller.enqueue(value.slice());
      } catch (error) {
        problem = error;
        controller.error(error);
      }
    },
  });
  const reader = input.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch {
    throw problem instanceof CouldNotLook ? problem : new Unreadable(DAMAGED);
  } finally {
    // Also when the reader of these pieces had enough: what still flows must end, and quietly.
    await reader.cancel().catch(() => undefined);
  }
}

/** The bytes of an entry, checked against sum and size, and never more than the directory announced. */
export async function* unpack(source: ByteSource, entry: Entry): AsyncGenerator<Uint8Array> {
  const from = await dataOf(source, entry);
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Unreadable('An entry of the .zip file is packed in a way that no .xlsx uses.');
  const isStored = entry.method === STORED;
  let size = 0;
  let sum = 0;
  for await (const piece of isStored
    ? pieces(source, from, from + entry.packed)
    : inflated(asGzip(source, from, entry))) {
    size += piece.length;
    if (size > entry.unpacked) throw new Unreadable(DAMAGED);
    if (isStored) sum = crc32(piece, sum);
    yield piece;
  }
  if (size !== entry.unpacked || (isStored && sum !== entry.crc)) throw new Unreadable(DAMAGED);
}
