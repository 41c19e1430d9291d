import type { Caller } from '@/lib/identity';
import { watchSession } from '@/lib/identity';
import { getHead, listEventsAfter, onSealed, toAuditRow } from '@/lib/ledger';
import type { AuditFilter } from '@/lib/ledger/contract';
import { log } from '@/lib/log';
import { readFilter, readSeq } from './read-query';
import { recordView } from './record-view';

const SLICE = 200;
const HEARTBEAT_MS = 15_000;
const HEAD_EVERY_MS = 1_000;
/** A reader who takes nothing for this many messages is cut off; it comes back by itself and catches up by its last number. */
const MOST_WAITING = 64;

const encoder = new TextEncoder();

class Tail {
  private busy = false;
  private again = false;
  private closed = false;
  private headDue = true;
  private lastHead = '';
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly controller: ReadableStreamDefaultController<Uint8Array>,
    private readonly filter: AuditFilter,
    private cursor: number,
  ) {}

  start(sessionId: string | undefined): void {
    this.undo.push(onSealed(() => this.pump()));
    if (sessionId) {
      this.undo.push(
        watchSession(sessionId, () => {
          this.send('event: signed-out\ndata: {}\n\n');
          this.close();
        }),
      );
    }
    const heartbeat = setInterval(() => this.send(': still here\n\n'), HEARTBEAT_MS);
    const head = setInterval(() => {
      this.headDue = true;
      this.pump();
    }, HEAD_EVERY_MS);
    this.undo.push(
      () => clearInterval(heartbeat),
      () => clearInterval(head),
    );
    this.send('retry: 1000\n\n');
    this.pump();
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

  private send(text: string): void {
    if (this.closed) return;
    if ((this.controller.desiredSize ?? 0) < -MOST_WAITING) this.close();
    else this.controller.enqueue(encoder.encode(text));
  }

  private pump(): void {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.deliver()
      .catch((error: unknown) =>
        log().debug({ reason: String(error) }, 'a live tail could not read the log; it tries again'),
      )
      .finally(() => {
        this.busy = false;
        if (this.again && !this.closed) {
          this.again = false;
          this.pump();
        }
      });
  }

  private async deliver(): Promise<void> {
    for (;;) {
      const { stored, upTo } = await listEventsAfter(this.filter, this.cursor, SLICE);
      if (this.closed || upTo <= this.cursor) break;
      this.cursor = upTo;
      const rows = stored.map((row) => toAuditRow(row));
      if (rows.length > 0) this.send(`event: rows\nid: ${upTo}\ndata: ${JSON.stringify(rows)}\n\n`);
    }
    if (!this.headDue || this.closed) return;
    this.headDue = false;
    const head = JSON.stringify(await getHead());
    if (head === this.lastHead) return;
    this.lastHead = head;
    this.send(`event: head\ndata: ${head}\n\n`);
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
    },
    cancel: () => tail?.close(),
  });
}
