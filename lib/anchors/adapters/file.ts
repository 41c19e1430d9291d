import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '@/lib/core/errors';
import { type Adapter, anchorFault } from '../adapter';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR, O_RDONLY } = constants;
const OURS = Buffer.from('{"at":"');

type Receipt = { offset: number; line: string };

const isReceipt = (value: unknown): value is Receipt =>
  value !== null &&
  typeof value === 'object' &&
  Number.isSafeInteger((value as Receipt).offset) &&
  typeof (value as Receipt).line === 'string';

function parseReceipt(bytes: Buffer): Receipt | null {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isReceipt(value) ? value : null;
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? 'an error');

async function withFile<T>(
  path: string,
  flags: number,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  let file: FileHandle;
  try {
    // Without the last, a pipe that nobody writes to would be waited for.
    file = await open(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    throw anchorFault(`The file could not be opened: ${codeOf(error)}`);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new AppError('invalid_input', 'The path of the anchor is not a plain file');
    return await use(file, stat.size);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

/** Whoever takes over this account can cut the file; that is why it counts as local. */
export const file: Adapter<'file'> = {
  submit: ({ origin, size, root, note }, { path }, { now }) =>
    withFile(path, O_RDWR | O_CREAT | O_APPEND, async (handle, before) => {
      // An anchor must not become a way to write into a file of somebody else's.
      if (before > 0 && !(await readAt(handle, 0, OURS.length)).equals(OURS))
        throw new AppError('invalid_input', 'The file exists already and is none of this kind');
      const line = JSON.stringify({
        at: now.toISOString(),
        origin,
        size: String(size),
        root: root.toString('base64'),
        note,
      });
      // A line that a crash cut short is ended, so that it spoils no other.
      const isEnded = before === 0 || (await readAt(handle, before - 1, 1)).toString() === '\n';
      await handle.appendFile(`${isEnded ? '' : '\n'}${line}\n`);
      await handle.sync();
      const { size: after } = await handle.stat();
      const place = (await readAt(handle, before, after - before)).indexOf(`${line}\n`);
      if (place < 0) throw anchorFault('What was written to the file does not stand there');
      return Buffer.from(JSON.stringify({ offset: before + place, line } satisfies Receipt));
    }),
  verify: async (bytes, checkpoint, { path }) => {
    const receipt = parseReceipt(bytes);
    if (!receipt?.line.includes(JSON.stringify(checkpoint.note)))
      return { state: 'broken', detail: 'The receipt is not for this checkpoint' };
    try {
      return await withFile(path, O_RDONLY, async (handle) => {
        const expected = Buffer.from(`${receipt.line}\n`);
        const stands = (await readAt(handle, receipt.offset, expected.length)).equals(expected);
        return stands
          ? { state: 'confirmed', detail: 'The line stands in the file' }
          : { state: 'broken', detail: 'The line does not stand in the file any more' };
      });
    } catch (error) {
      return { state: 'unreachable', detail: error instanceof AppError ? error.message : 'The file could not be read' };
    }
  },
};
