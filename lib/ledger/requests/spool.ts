import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { uuidv7 } from '@/lib/core/ids';
import type { Writer } from '../writer';
import type { RequestRow } from './request-row';
import { spoolLine } from './spool-line';

export type SpooledRow = { row: RequestRow; bytes: Buffer };

/** The name says which segment it is and under whose key its lines are. */
export const spoolName = (segment: string, writer: string): string => `${segment}.${writer}.spool`;

export function parseSpoolName(name: string): { segment: string; writer: string } | null {
  const [, segment, writer] = /^([0-9a-f-]{36})\.([\w-]{1,64})\.spool$/.exec(name) ?? [];
  return segment && writer ? { segment, writer } : null;
}

/**
 * The rows of one segment until they are in the database. A line is in the kernel's hands when `add` returns: it outlives this process,
 * however that ends. It is not flushed to disk; what a machine that loses power can lose is the second that no commit has covered.
 */
export class Spool {
  readonly segment: string;
  readonly rows: SpooledRow[] = [];
  readonly file: string;
  private handle: number | null;
  private length = 0;

  constructor(
    folder: string,
    private readonly writer: Writer,
    now: number,
  ) {
    this.segment = uuidv7(now);
    this.file = path.join(folder, spoolName(this.segment, writer.id));
    this.handle = openSync(this.file, 'ax', 0o600);
  }

  /** Whole, or not at all and an error: a line cut short by a full disk must not spoil the next. */
  add(row: RequestRow, bytes: Buffer): void {
    const { handle } = this;
    if (handle === null) throw new Error('this spool takes no more rows');
    const line = spoolLine(this.writer.key, this.segment, this.rows.length, bytes);
    try {
      for (let done = 0; done < line.length; ) done += writeSync(handle, line, done);
    } catch (error) {
      this.undo(handle);
      throw error;
    }
    this.length += line.length;
    this.rows.push({ row, bytes });
  }

  private undo(handle: number): void {
    try {
      ftruncateSync(handle, this.length);
    } catch {
      this.close();
    }
  }

  get open(): boolean {
    return this.handle !== null;
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }

  /** When its rows are in the database. */
  remove(): void {
    this.close();
    unlinkSync(this.file);
  }
}
