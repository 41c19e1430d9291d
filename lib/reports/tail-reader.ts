import { envelopeOf, getHead, listSealed, onSealed, type StoredRow, toAuditRow } from '@/lib/ledger';
import type { Envelope } from '@/lib/ledger/contract';
import { log } from '@/lib/log';

const SLICE = 500;
const HEAD_EVERY_MS = 1_000;

/** A sealed row, read and written out once for however many tails. */
export type TailRow = { seq: number; envelope: Envelope; json: string };

/** One open tail, as the reader of all of them sees it. `cursor` is the last number it is done with. */
export type Listener = {
  readonly cursor: number;
  take(rows: readonly TailRow[], upTo: number): void;
  /** The log may have grown; for one that is still behind. */
  wake(): void;
  head(json: string): void;
};

export function toTailRow(stored: StoredRow): TailRow {
  const envelope = envelopeOf(stored.record);
  const row = toAuditRow(stored, envelope);
  return { seq: row.seq, envelope, json: JSON.stringify(row) };
}

/**
 * Reads the log once for all tails of this process that have caught up: they stand at the same number, so each sealed batch is one
 * query whatever their number. Who is behind reads alone until it is not.
 */
export class TailReader {
  private readonly behind = new Set<Listener>();
  private readonly live = new Set<Listener>();
  private position = -1;
  private reading = false;
  private again = false;
  private lastHead = '';
  private stop: (() => void) | undefined;

  add(listener: Listener): void {
    this.behind.add(listener);
    this.stop ??= this.listen();
    if (this.lastHead) listener.head(this.lastHead);
  }

  remove(listener: Listener): void {
    this.behind.delete(listener);
    this.live.delete(listener);
    if (this.behind.size + this.live.size > 0) return;
    this.stop?.();
    this.stop = undefined;
    this.lastHead = '';
  }

  /** From here on it is read for; false when others are further, or it has not seen the log's end (`atEnd`): then it reads on alone. */
  join(listener: Listener, atEnd: boolean): boolean {
    if (!this.behind.has(listener)) return true;
    const alone = this.live.size === 0 && !this.reading;
    if (alone && !atEnd) return false;
    if (alone) this.position = listener.cursor;
    else if (listener.cursor < this.position) return false;
    this.behind.delete(listener);
    this.live.add(listener);
    // Something may have been sealed between its last look and now.
    this.wake();
    return true;
  }

  private listen(): () => void {
    const unsubscribe = onSealed(() => this.wake());
    const timer = setInterval(() => {
      this.wake();
      void this.tellHead();
    }, HEAD_EVERY_MS);
    void this.tellHead();
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  private wake(): void {
    for (const listener of this.behind) listener.wake();
    if (this.live.size === 0) return;
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    void this.read()
      .catch((error: unknown) =>
        log().debug({ reason: String(error) }, 'the live tails could not read the log; they try again'),
      )
      .finally(() => {
        this.reading = false;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  private async read(): Promise<void> {
    for (let full = true; full && this.live.size > 0; ) {
      const stored = await listSealed(this.position, SLICE);
      full = stored.length === SLICE;
      const rows = stored.map(toTailRow);
      const upTo = rows.at(-1)?.seq;
      if (upTo === undefined) return;
      this.position = upTo;
      for (const listener of this.live) {
        // Who joined while this was on its way may be further already.
        const from = rows.findIndex((row) => row.seq > listener.cursor);
        if (from >= 0) listener.take(rows.slice(from), upTo);
      }
    }
  }

  private async tellHead(): Promise<void> {
    try {
      const head = JSON.stringify(await getHead());
      if (head === this.lastHead || !this.stop) return;
      this.lastHead = head;
      for (const listener of [...this.behind, ...this.live]) listener.head(head);
    } catch (error) {
      log().debug({ reason: String(error) }, 'the head of the log could not be read; it is asked again');
    }
  }
}

// Next keeps several module graphs in one process; they share one reader.
const shared = globalThis as { chainwardTails?: TailReader };
export const tailReader = (): TailReader => (shared.chainwardTails ??= new TailReader());
