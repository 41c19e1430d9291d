import { expect, test } from 'vitest';
import { bundleOf, FileLog, makeExport } from '../testing/export-file';
import { fromBytes, verifyExport } from './index';

async function verdictsWith(bytes: Buffer, vkey: string, places: Iterable<number>): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const at of places) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    seen.add((await verifyExport(fromBytes(flipped), { vkeys: [vkey] })).verdict);
  }
  return seen;
}

test('every byte of a small bundle counts', async () => {
  const log = new FileLog().grow(4);
  const bytes = bundleOf(makeExport(log, { pick: (seq) => seq !== 1, anchored: 3, after: 2 }));
  expect((await verifyExport(fromBytes(bytes), { vkeys: [log.vkey] })).verdict).toBe('partial');
  const seen = await verdictsWith(bytes, log.vkey, bytes.keys());
  expect([...seen].sort()).toEqual(['broken', 'unreadable']);
}, 60_000);

// All of them take minutes: `npm run bench -- flips`. Here are some of every line.
test('every 701st byte of a bundle of 200 rows counts', async () => {
  const log = new FileLog().grow(199);
  const bytes = bundleOf(makeExport(log));
  const some = Array.from({ length: Math.floor(bytes.length / 701) }, (_, at) => at * 701 + 5);
  expect(some.length).toBeGreaterThan(150);
  expect([...(await verdictsWith(bytes, log.vkey, some))]).not.toContain('ok');
}, 60_000);
