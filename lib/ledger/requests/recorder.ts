import { mkdirSync } from 'node:fs';
import { AppError, isAppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import { log } from '@/lib/log';
import { getWriter, type Writer } from '../writer';
import { commitSegment } from './commit-segment';
import { holdName } from './hold-name';
import { type ReplayOptions, replaySpools, writerName } from './replay-spools';
import { encodeRow, type RequestRow } from './request-row';
import { Spool } from './spool';

const SEGMENT_MS = 1_000;
const SEGMENT_ROWS = 5_000;
const RETRY_MS = 1_000;
/** Beyond this requests are refused rather than answered without a trace. */
const MOST_WAITING = 100_000;

/** What a caller says of a request; id and version are the recorder's. */
export type RequestDraft = Omit<RequestRow, 'v' | 'id' | 'occurredAt'> & { occurredAt?: Date };

export type RecorderOptions = ReplayOptions & { segmentMs?: number };

/**
 * Each request that a service makes, one row each, off the request's path: `record` puts it into a spool that outlives this process, and
 * each second the spool's rows go to the database with the event that holds their root.
 */
export class RequestRecorder {
  private current: Spool | null = null;
  private readonly full: Spool[] = [];
  private waiting = 0;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;
  private closed = false;

  private constructor(
    private readonly options: RecorderOptions,
    private readonly writer: Writer,
    private readonly release: () => void,
  ) {}

  /** First of all what an ended process has left behind. */
  static async open(options: RecorderOptions): Promise<RequestRecorder> {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const writer = await getWriter();
    const release = await holdName(writerName(options.folder, writer.id));
    if (!release) throw new AppError('conflict', 'This process records its requests already');
    try {
      await replaySpools(options, writer.id);
    } catch (error) {
      release();
      throw error;
    }
    return new RequestRecorder(options, writer, release);
  }

  /** Call it before the request is answered, and refuse the request if it throws. Returns the id under which the row is proven. */
  record({ occurredAt, ...draft }: RequestDraft, now: Date = new Date()): string {
    if (this.closed) throw new AppError('unavailable', 'This process is stopping');
    if (this.waiting >= MOST_WAITING) throw new AppError('unavailable', 'Requests cannot be recorded for the moment');
    const row: RequestRow = { v: 1, id: uuidv7(now.getTime()), occurredAt: toRecordTime(occurredAt ?? now), ...draft };
    const bytes = encodeRow(row);
    const spool = this.spool(now);
    try {
      spool.add(row, bytes);
    } catch (error) {
      throw new AppError('unavailable', 'Requests cannot be recorded for the moment', {}, { cause: error });
    }
    this.waiting += 1;
    if (spool.rows.length >= SEGMENT_ROWS) this.rotate();
    return row.id;
  }

  /** All that was recorded until now is in the database when this is done. It fails when that cannot be reached. */
  async flush(): Promise<void> {
    this.cut();
    while (this.full.length > 0) await this.drain();
  }

  /** What cannot be written any more stays in its spool, for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    try {
      await this.flush();
    } finally {
      clearTimeout(this.timer);
      for (const spool of this.full) spool.close();
      this.release();
    }
  }

  private spool(now: Date): Spool {
    if (this.current && !this.current.open) this.rotate();
    if (!this.current) {
      try {
        this.current = new Spool(this.options.folder, this.writer, now.getTime());
      } catch (error) {
        throw new AppError('unavailable', 'Requests cannot be recorded for the moment', {}, { cause: error });
      }
      this.later(this.options.segmentMs ?? SEGMENT_MS);
    }
    return this.current;
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rotate(), ms).unref();
  }

  private rotate(): void {
    this.cut();
    if (this.full.length === 0) return;
    const failed = (error: unknown) => {
      const reason = isAppError(error) ? error.message : String(error);
      log().warn({ reason, waiting: this.waiting }, 'requests could not be written; they stay in their spool');
      if (!this.closed) this.later(RETRY_MS);
    };
    this.drain().then(() => this.full.length > 0 && this.rotate(), failed);
  }

  /** Ends the segment; the next request begins another. */
  private cut(): void {
    clearTimeout(this.timer);
    const spool = this.current;
    this.current = null;
    if (spool && spool.rows.length > 0) this.full.push(spool);
    else spool?.remove();
  }

  /** One at a time, however many ask. */
  private drain(): Promise<void> {
    this.work ??= this.commitAll().finally(() => {
      this.work = undefined;
    });
    return this.work;
  }

  private async commitAll(): Promise<void> {
    for (let spool = this.full[0]; spool; spool = this.full[0]) {
      await commitSegment(spool.segment, spool.rows, this.options.process);
      this.full.shift();
      this.waiting -= spool.rows.length;
      spool.remove();
    }
  }
}
