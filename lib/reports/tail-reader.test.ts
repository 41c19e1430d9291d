import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { anonymous } from '@/lib/identity';
import { openTail } from './open-tail';

/** A log in memory whose answers come when the test says so. */
const log = vi.hoisted(() => ({
  size: 0,
  wake: new Set<() => void>(),
  later: async (): Promise<void> => undefined,
}));
const rowsFrom = vi.hoisted(
  () => (after: number, most: number) =>
    Array.from({ length: Math.max(0, Math.min(log.size - after - 1, most)) }, (_, i) => ({
      seq: String(after + 1 + i),
    })),
);
vi.mock('@/lib/ledger', () => ({
  envelopeOf: () => ({}),
  matchesFilter: () => true,
  toAuditRow: ({ seq }: { seq: string }) => ({ seq: Number(seq) }),
  getHead: async () => ({ size: log.size }),
  onSealed: (wake: () => void) => {
    log.wake.add(wake);
    return () => log.wake.delete(wake);
  },
  listSealed: async (after: number, most: number) => {
    await log.later();
    const rows = rowsFrom(after, most);
    await log.later();
    return rows;
  },
  listEventsAfter: async (_filter: unknown, after: number, most: number) => {
    await log.later();
    const stored = rowsFrom(after, most);
    await log.later();
    return { stored, upTo: Math.max(after, Number(stored.at(-1)?.seq ?? after)) };
  },
}));
vi.mock('./record-view', () => ({ recordView: async () => undefined }));

const seqsIn = (text: string): number[] =>
  [...text.matchAll(/^data: (\[.*\])$/gm)].flatMap(([, data = '[]']) =>
    (JSON.parse(data) as { seq: number }[]).map((row) => row.seq),
  );

type Step = { kind: 'seal'; count: number } | { kind: 'open'; behind: number } | { kind: 'close'; which: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('seal' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('open' as const), behind: fc.nat(4) }),
  fc.record({ kind: fc.constant('close' as const), which: fc.nat(5) }),
);

it('tells each tail every number above its own once and in order, in whatever order answers come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 3, maxLength: 14 }), async (scheduler, steps) => {
      log.size = 5;
      log.later = () => scheduler.schedule(Promise.resolve());
      const wakeAll = () => {
        for (const wake of [...log.wake]) wake();
      };
      const tails: { after: number; abort: AbortController; text: Promise<string>; until: number | null }[] = [];
      const act = async (one: Step) => {
        if (one.kind === 'seal') {
          log.size += one.count;
          wakeAll();
        } else if (one.kind === 'open') {
          const after = Math.max(-1, log.size - 1 - one.behind);
          const abort = new AbortController();
          const request = new Request(`https://host/stream?after=${after}`, { signal: abort.signal });
          const text = new Response(await openTail(request, anonymous({}))).text();
          tails.push({ after, abort, text, until: null });
        } else {
          const tail = tails[one.which];
          if (tail && tail.until === null) {
            tail.until = log.size;
            tail.abort.abort();
          }
        }
      };
      scheduler.scheduleSequence(steps.map((one) => ({ builder: () => act(one), label: one.kind })));
      await scheduler.waitIdle();
      wakeAll();
      await scheduler.waitIdle();
      for (const tail of tails) {
        tail.abort.abort();
        const seqs = seqsIn(await tail.text);
        const all = rowsFrom(tail.after, 1_000).map((row) => Number(row.seq));
        expect(seqs).toEqual(tail.until === null ? all : all.slice(0, seqs.length));
      }
      expect(log.wake.size).toBe(0);
    }),
    { numRuns: 400 },
  );
});
