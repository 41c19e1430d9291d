import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerWith } from '@/lib/command/testing/callers';
import { pool } from '@/lib/db';
import { type EventDraft, envelopeOf, listSealed, matchesFilter, recordEvents, waitUntilSealed } from '@/lib/ledger';
import { readAuditFilter } from '@/lib/ledger/contract';
import { type LiveLog, openLiveLog } from '@/lib/ledger/testing/live-log';
import { openTail } from './open-tail';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

const caller = { ...callerWith('auditor'), session: null };
const context = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;

const DRAFTS: readonly EventDraft[] = [
  { name: 'system.started', summary: 'a' },
  { name: 'auth.login_failed', status: 'failure', summary: 'b' },
  { name: 'auth.login', summary: 'c' },
  { name: 'session.ended', status: 'warning', summary: 'd' },
];
const write = (rounds: number) => recordEvents(Array.from({ length: rounds }, () => DRAFTS).flat(), context);
const writeSealed = async (rounds: number) => waitUntilSealed((await write(rounds)).map((receipt) => receipt.eventId));

/** What a browser makes of a stream: the numbers it was told, the number to come back with, and its heads. */
class Reader {
  readonly seqs: number[] = [];
  readonly heads: string[] = [];
  lastId: string | undefined;
  private abort = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private changed: () => void = () => undefined;

  constructor(readonly query: string) {}

  async open(): Promise<this> {
    this.abort = new AbortController();
    const headers = this.lastId === undefined ? {} : { 'last-event-id': this.lastId };
    const request = new Request(`https://host/stream?${this.query}`, { headers, signal: this.abort.signal });
    this.ended = this.read(await openTail(request, caller));
    return this;
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  async until(done: () => boolean): Promise<void> {
    while (!done())
      await new Promise<void>((resolve) => {
        this.changed = resolve;
      });
  }

  private async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of stream) {
      text += Buffer.from(chunk).toString();
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages) this.hear(message);
      this.changed();
    }
  }

  private hear(message: string): void {
    const field = (name: string) => message.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
    if (field('event') === 'head') this.heads.push(field('data') ?? '');
    if (field('event') !== 'rows') return;
    this.lastId = field('id');
    this.seqs.push(...(JSON.parse(field('data') ?? '[]') as { seq: number }[]).map((row) => row.seq));
  }
}

const size = async () => (await listSealed(-1, 100_000)).length;

/** What a reader of this filter has to have been told, from a number on. */
async function expected(query: string, after: number): Promise<number[]> {
  const { filter } = readAuditFilter((name) => new URLSearchParams(query).get(name));
  return (await listSealed(after, 100_000))
    .filter((row) => matchesFilter(filter, envelopeOf(row.record)))
    .map((row) => Number(row.seq));
}

it('ends at once for a reader who had gone before it began', async () => {
  const request = new Request('https://host/stream', { signal: AbortSignal.abort() });
  const chunks: string[] = [];
  for await (const chunk of await openTail(request, caller)) chunks.push(Buffer.from(chunk).toString());
  expect(chunks).toEqual(['retry: 1000\n\n']);
});

describe('openTail', () => {
  let start: number;
  beforeEach(async () => {
    start = (await size()) - 1;
  });

  it('tells what is sealed from now on, or from a number on', async () => {
    const fresh = await new Reader('').open();
    const all = await new Reader('after=-1').open();
    await writeSealed(1);
    await fresh.until(() => fresh.seqs.length >= 4);
    await all.until(() => all.seqs.length >= start + 5);
    expect(fresh.seqs).toEqual(await expected('', start));
    expect(all.seqs).toEqual(await expected('', -1));
    await fresh.until(() => fresh.heads.length > 0);
    expect(JSON.parse(fresh.heads[0] ?? '')).toMatchObject({ size: expect.any(Number) });
    await Promise.all([fresh.close(), all.close()]);
  });

  it('reads a sealed batch once, whatever the number of tails', async () => {
    const tails = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        new Reader(`after=${start}&module=${i % 2 ? 'auth' : 'system,auth'}`).open(),
      ),
    );
    await writeSealed(1);
    const reached = (count: number) => Promise.all(tails.map((tail) => tail.until(() => tail.seqs.length >= count)));
    await reached(2);
    const query = vi.spyOn(pool(), 'query');
    const began = Date.now();
    const BATCHES = 10;
    for (let batch = 1; batch <= BATCHES; batch += 1) {
      await writeSealed(1);
      await reached(2 + 2 * batch);
    }
    const asked = query.mock.calls.filter(([text]) => JSON.stringify(text).includes('chainward-list-sealed'));
    const others = query.mock.calls.filter(([text]) => /FROM audit_event WHERE seq >=/.test(JSON.stringify(text)));
    query.mockRestore();
    // The reader looks by itself once a second, in case a message passed unheard.
    expect(asked.length).toBeLessThanOrEqual(2 * BATCHES + (Date.now() - began) / 1000 + 1);
    expect(others).toEqual([]);
    for (const tail of tails.slice(0, 2)) expect(tail.seqs).toEqual(await expected(tail.query, start));
    await Promise.all(tails.map((tail) => tail.close()));
  });

  it('misses nothing and doubles nothing, however tails come, go and come back', async () => {
    const QUERIES = ['', 'module=auth', 'status=failure,warning', 'module=system,session&status=success,warning'];
    let writing = true;
    const writer = (async () => {
      for (let round = 0; round < 60; round += 1)
        await (round % 3 ? write(1 + (round % 12)) : writeSealed(1 + (round % 3)));
      writing = false;
    })();
    const readers = Array.from({ length: 24 }, (_, i) => new Reader(`${QUERIES[i % 4]}&after=${i % 3 ? start : -1}`));
    await Promise.all(
      readers.map(async (reader, i) => {
        while (writing) {
          const before = reader.seqs.length;
          await reader.open();
          // Some stay for a moment, some until they have heard something, some are gone before they have heard a word.
          if (i % 4 === 3) await new Promise(setImmediate);
          else await Promise.race([reader.until(() => reader.seqs.length > before + i), writer]);
          await reader.close();
        }
      }),
    );
    await writer;
    await writeSealed(1);
    for (const [i, reader] of readers.entries()) {
      const wanted = await expected(QUERIES[i % 4] ?? '', i % 3 ? start : -1);
      await reader.open();
      await reader.until(() => reader.seqs.length >= wanted.length);
      await reader.close();
      expect(reader.seqs).toEqual(wanted);
    }
  });
});
