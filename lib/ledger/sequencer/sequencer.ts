import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '@/lib/core/clock';
import { isAppError } from '@/lib/core/errors';
import { type Channel, type Connection, mapDatabaseError, type Pool } from '@/lib/db';
import { log } from '@/lib/log';
import { type OwnEvent, OwnEvents } from './append-own';
import type { InboxRow } from './examine';
import { sealBatch } from './seal-batch';
import { loadTail, type Tail } from './tail';
import { BATCH_ROWS, PLAN_BY_KEY } from './take-batch';

const IDLE_MS = 100;
/** Between two batches: what arrives meanwhile is sealed together, and a trickle does not keep a core busy. */
const PAUSE_MS = 2;
const WHOLE_LOOK_MS = 10_000;
const AHEAD = 1n << 20n;

/** Where the log ends: how many events, and the last of them. */
export type End = Pick<Tail, 'size' | 'hash'>;

const isSame = (a: End | undefined, b: End): boolean => a !== undefined && a.size === b.size && a.hash.equals(b.hash);

export type SequencerOptions = {
  pool: Pool;
  inbox: Channel;
  keyOf: (writer: string) => Buffer;
  /** Where the log was found to end, and found sound; without it, wherever it ends at first. */
  end?: End;
  clock?: Clock;
  /** After each sealed batch; the signer and the metrics listen. */
  onSealed?: (size: bigint, count: number) => void;
  onForgery?: () => void;
};

/** Seals whatever waits, batch after batch, until stopped. After any error it forgets what it knew and begins from the database. */
export class Sequencer {
  private stopping = false;
  private wake: () => void = () => undefined;
  private woken = false;
  private ensuredTo = -1n;
  private finished: Promise<void> = Promise.resolve();
  private committed: End | undefined;
  private attempted: End | undefined;
  private readonly own = new OwnEvents();
  lastError: string | null = null;

  constructor(private readonly options: SequencerOptions) {
    this.committed = options.end;
  }

  start(): void {
    const wake = () => {
      this.woken = true;
      this.wake();
    };
    this.options.inbox.on('message', wake);
    this.options.inbox.on('gap', wake);
    this.finished = this.run();
  }

  /** Of a log that ends here, the end that this keeper put there itself; null when somebody else did. A commit may be known before its answer. */
  ownEnd(head: End): End | null {
    if (this.committed && this.committed.size >= head.size) return this.committed;
    return this.attempted && isSame(this.attempted, head) ? head : null;
  }

  /** Seals an event of the keeper itself and tells its number. On an error it may be sealed all the same. */
  append(own: OwnEvent): Promise<bigint> {
    const sealed = this.own.add(own);
    this.woken = true;
    this.wake();
    return sealed;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.own.close();
    this.wake();
    await this.finished;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let connection: Connection | undefined;
      try {
        connection = await this.options.pool.connect();
        const tail = await loadTail(connection);
        if (!tail) throw new Error('the log has not begun');
        this.checkEnd(tail);
        await this.sealUntilStopped(connection, tail);
        connection.release();
      } catch (error) {
        connection?.release(true);
        await this.rest(error);
      }
    }
  }

  /**
   * This keeper alone moves the log's end. If it stands elsewhere than this keeper left it, or tried to, somebody else wrote there:
   * nothing is sealed on top of that.
   */
  private checkEnd(tail: Tail): void {
    if (this.committed && !isSame(this.committed, tail) && !isSame(this.attempted, tail)) {
      throw new Error(
        `the log ends at ${tail.size}, where this keeper never put it; nothing is sealed until people have looked`,
      );
    }
    this.committed = tail;
  }

  private async sealUntilStopped(connection: Connection, start: Tail): Promise<void> {
    const { keyOf, clock = systemClock, onSealed, onForgery } = this.options;
    let tail = start;
    let from = '0';
    let looked = performance.now();
    await connection.query(PLAN_BY_KEY);
    while (!this.stopping) {
      // A row under an older number than any transaction could have now was put there by hand; it is found as well, a little later.
      if (performance.now() - looked > WHOLE_LOOK_MS) [from, looked] = ['0', performance.now()];
      if (tail.size + AHEAD > this.ensuredTo) {
        this.ensuredTo = tail.size + 2n * AHEAD;
        await connection.query('SELECT chainward_ensure_partitions($1)', [this.ensuredTo]);
      }
      this.woken = false;
      const onAttempt = (end: Tail) => {
        this.attempted = end;
      };
      const next = await this.own.appendNext(connection, tail, clock.now(), onAttempt);
      if (next !== tail) onSealed?.(next.size, 1);
      tail = this.committed = next;
      const options = {
        keyOf,
        now: () => clock.now(),
        onAttempt,
        onForgery: (problem: string, row: InboxRow) => {
          log().error(
            { problem, writer: row.writer, eventId: row.event_id },
            'a row of the inbox is forged or damaged',
          );
          onForgery?.();
        },
      };
      const sealed = await sealBatch(connection, tail, options, from);
      from = sealed.from;
      this.lastError = null;
      if (sealed.taken > 0) onSealed?.(sealed.tail.size, Number(sealed.tail.size - tail.size));
      tail = sealed.tail;
      this.committed = tail;
      if (sealed.taken === 0) await this.idle(IDLE_MS);
      else if (sealed.taken < BATCH_ROWS / 2) await delay(PAUSE_MS);
    }
  }

  private async rest(error: unknown): Promise<void> {
    const mapped = mapDatabaseError(error);
    const reason = error instanceof Error ? error.message : String(error);
    const known = isAppError(mapped) && mapped.code === 'unavailable' ? mapped.message : null;
    // Said once, not twice a second for as long as it lasts.
    if (reason !== this.lastError) {
      if (known) log().warn({ reason }, `${known}; sealing waits`);
      else log().error({ reason }, 'sealing was interrupted; beginning again from the database');
    }
    this.lastError = reason;
    // What wakes it now would wake it into the same error.
    this.woken = false;
    await this.idle(500);
  }

  private idle(ms: number): Promise<void> {
    if (this.stopping || this.woken) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
