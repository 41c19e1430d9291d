import { breathe, CouldNotLook } from './platform';

/** Bytes that can be read anywhere: a file, a dropped file, an array. */
export type ByteSource = { readonly size: number; read(from: number, to: number): Promise<Uint8Array> };

export const fromBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (from, to) => bytes.subarray(from, to),
});

export const fromBlob = (blob: Blob): ByteSource => ({
  size: blob.size,
  read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
});

const CHUNK = 256 * 1024;

/** What cannot be read is no fault of the file: it ends the looking instead of becoming a verdict. */
export function guarded(source: ByteSource, onRead: (to: number) => void): ByteSource {
  return {
    size: source.size,
    read: async (from, to) => {
      const bytes = await source.read(from, to).catch((error: unknown) => {
        throw new CouldNotLook(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      });
      if (bytes.length !== to - from) throw new CouldNotLook('The file changed while it was read');
      onRead(to);
      return bytes;
    },
  };
}

const TURN_MS = 12;

/** From front to back, with a turn for others between the pieces. */
export async function* pieces(source: ByteSource, from = 0, to = source.size): AsyncGenerator<Uint8Array> {
  let turn = Date.now();
  for (let at = from; at < to; at += CHUNK) {
    yield await source.read(at, Math.min(at + CHUNK, to));
    if (Date.now() - turn < TURN_MS) continue;
    await breathe();
    turn = Date.now();
  }
}
