import type { Writable } from 'node:stream';
import { AppError } from '@/lib/core/errors';

const CHUNK = 256 * 1024;

const gone = () => new AppError('unavailable', 'The reader went away');

/** Bytes on their way to a reader, never more of them than it takes: a slow reader slows the writer down instead of filling memory. */
export class Output {
  private text: string[] = [];
  private waiting = 0;

  constructor(
    private readonly stream: Writable,
    private readonly signal?: AbortSignal,
  ) {}

  get isGone(): boolean {
    return this.stream.destroyed || Boolean(this.signal?.aborted);
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.isGone) throw gone();
    if (this.stream.write(chunk)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (act: () => void) => () => {
        this.stream.off('drain', drained).off('close', closed);
        this.signal?.removeEventListener('abort', closed);
        act();
      };
      const drained = settle(resolve);
      const closed = settle(() => reject(gone()));
      this.stream.on('drain', drained).on('close', closed);
      this.signal?.addEventListener('abort', closed);
    });
  }

  /** Gathers lines into larger pieces; the promise is there only when there is something to wait for. */
  push(line: string, seen?: (bytes: Buffer) => void): Promise<void> | undefined {
    this.text.push(line);
    this.waiting += line.length;
    return this.waiting >= CHUNK ? this.flush(seen) : undefined;
  }

  async flush(seen?: (bytes: Buffer) => void): Promise<void> {
    const bytes = Buffer.from(this.text.join(''));
    this.text = [];
    this.waiting = 0;
    seen?.(bytes);
    if (bytes.length > 0) await this.write(bytes);
  }

  /** Until the last byte has left this process. */
  async end(): Promise<void> {
    await this.flush();
    if (this.isGone) throw gone();
    await new Promise<void>((resolve, reject) => {
      this.stream.once('error', reject);
      this.stream.once('close', () => reject(gone()));
      this.stream.end(resolve);
    });
  }
}
