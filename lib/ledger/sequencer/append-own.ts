import type { Connection } from '@/lib/db';
import type { BuiltRecord } from '../build-record';
import { inOneTransaction } from './in-one-transaction';
import { appendToLog, type Tail } from './tail';

/** An event of the keeper itself: sealed past the inbox, in one transaction with what it says was done. */
export type OwnEvent = { event: BuiltRecord; effect: (db: Connection) => Promise<void> };
type Waiting = OwnEvent & { done: (seq: bigint) => void; failed: (error: unknown) => void };

/** What waits for its turn between two batches. An event is tried once: whoever gave it looks whether it is there, and gives it again. */
export class OwnEvents {
  private readonly waiting: Waiting[] = [];
  private closed = false;

  add(own: OwnEvent): Promise<bigint> {
    return new Promise((done, failed) => {
      if (this.closed) failed(new Error('nothing is sealed any more'));
      else this.waiting.push({ ...own, done, failed });
    });
  }

  async appendNext(db: Connection, tail: Tail, now: Date, onAttempt: (tail: Tail) => void): Promise<Tail> {
    const own = this.waiting.shift();
    if (!own) return tail;
    try {
      const next = await inOneTransaction(db, async () => {
        await own.effect(db);
        const appended = await appendToLog(db, tail, [[own.event]], now);
        onAttempt(appended);
        return appended;
      });
      own.done(tail.size);
      return next;
    } catch (error) {
      own.failed(error);
      throw error;
    }
  }

  close(): void {
    this.closed = true;
    for (const { failed } of this.waiting.splice(0)) failed(new Error('nothing is sealed any more'));
  }
}
