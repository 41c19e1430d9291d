import type { Caller } from '@/lib/identity';
import { watchSession } from '@/lib/identity';
import { getHead, listEventsAfter, matchesFilter } from '@/lib/ledger';
import type { AuditFilter } from '@/lib/ledger/contract';
import { log } from '@/lib/log';
import { readFilter, readSeq } from './read-query';
import { recordView } from './record-view';
import { type Listener, type TailRow, tailReader, toTailRow } from './tail-reader';

const SLICE = 200;
const HEARTBEAT_MS = 15_000;
/** A reader who takes nothing for this many messages is cut off; it comes back by itself and catches up by its last number. */
const MOST_WAITING = 64;

const encoder = new TextEncoder();

class Tail implements Listener {
  private busy = false;
  private again = false;
  private closed = false;
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly controller: ReadableStreamDefaultController<Uint8Array>,
    private readonly filter: AuditFilter,
    public cursor: number,
  ) {}

  start(sessionId: string | undefined): void {
    if (sessionId) {
      this.undo.push(
        watchSession(sessionId, () => {
          this.send('event: signed-out\ndata: {}\n\n');
          this.close();
        }),
      );
    }
    const heartbeat = setInterval(() => this.send(': still here\n\n'), HEARTBEAT_MS);
    this.undo.push(() => clearInterval(heartbeat));
    this.send('retry: 1000\n\n');
    tailReader().add(this);
    this.undo.push(() => tailReader().remove(this));
    this.wake();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const undo of this.undo) undo();
    try {
      this.controller.close();
    } catch {
      // The reader has gone already.
    }
  }

  take(rows: readonly TailRow[], upTo: number): void {
    this.cursor = upTo;
    const chosen = rows.filter((row) => matchesFilter(this.filter, row.envelope)).map((row) => row.json);
    if (chosen.length > 0) this.send(`event: rows\nid: ${upTo}\ndata: [${chosen.join(',')}]\n\n`);
  }

  head(json: string): void {
    this.send(`event: head\ndata: ${json}\n\n`);
  }

  wake(): void {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.catchUp()
      .catch((error: unknown) =>
        log().debug({ reason: String(error) }, 'a live tail could not read the log; it tries again'),
      )
      .finally(() => {
        this.busy = false;
        if (!this.again || this.closed) return;
        this.again = false;
        this.wake();
      });
  }

  private send(text: string): void {
    if (this.closed) return;
    if ((this.controller.desiredSize ?? 0) < -MOST_WAITING) this.close();
    else this.controller.enqueue(encoder.encode(text));
  }

  /** By its own queries, with the filter in SQL, until it stands where the others stand. */
  private async catchUp(): Promise<void> {
    for (let atEnd = false; !this.closed && !tailReader().join(this, atEnd); ) {
      const { stored, upTo } = await listEventsAfter(this.filter, this.cursor, SLICE);
      if (this.closed) return;
      atEnd = upTo <= this.cursor;
      if (!atEnd) this.take(stored.map(toTailRow), upTo);
    }
  }
}

/** Rows as they are sealed, from a given number on: nothing is missed or doubled over a reconnect, as the cursor is the number itself. */
export async function openTail(request: Request, caller: Caller): Promise<ReadableStream<Uint8Array>> {
  const params = new URL(request.url).searchParams;
  const filter = readFilter(params);
  const from = request.headers.get('last-event-id') ?? params.get('after');
  const cursor = from === null ? (await getHead()).size - 1 : from === '-1' ? -1 : readSeq(from);
  await recordView(caller, 'audit-log');
  let tail: Tail | undefined;
  return new ReadableStream({
    start(controller) {
      tail = new Tail(controller, filter, cursor);
      tail.start(caller.session?.id);
      request.signal.addEventListener('abort', () => tail?.close());
      if (request.signal.aborted) tail.close();
    },
    cancel: () => tail?.close(),
  });
}
