import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { projectRoot } from '@/lib/paths';
import { makeBase } from './base-log';
import { lookAt } from './look';
import { type Base, openSite } from './site';
import { serverAt } from './testing';

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const SCRIPT = path.join(projectRoot(), 'bench', 'attack', 'outsider.mjs');

let base: Base;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ base, remove } = await makeBase(serverAt(inject('server').host), 300));
});
afterAll(() => remove());

type Done = { kind: string; seq: number };

/** What the outsider calls it in his own words, in ours; each is seen first where he did it. */
const NAMES: Record<string, string> = {
  'record edited': 'digest',
  'record and digest edited': 'leaf',
  'column edited': 'column',
  'previous hash edited': 'chain',
  'leaf hash edited': 'leaf',
  'sealing time edited': 'leaf',
  deleted: 'gap',
  swapped: 'chain',
  'edited and chained anew': 'receipt',
  'deleted and chained anew': 'receipt',
  'tail cut': 'receipt',
};

/** What was chained anew or cut off shows at the next root that somebody kept; a receipt says which event, not where it stood. */
function expectedPlace({ kind, seq }: Done): unknown {
  const anchor = base.kept.find((size) => size > seq);
  if (kind === 'tail cut') return anchor === undefined ? null : seq;
  if (kind !== 'deleted and chained anew') return seq;
  return anchor === undefined ? expect.toBeOneOf([null, expect.any(Number)]) : expect.any(Number);
}

const kinds = new Set<string>();

it.each(SEEDS)('damage that was drawn by seed %i is named, with its place', async (seed) => {
  const site = await openSite(base);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      SCRIPT,
      '--dsn',
      site.url('owner'),
      '--seed',
      String(seed),
    ]);
    const done = JSON.parse(stdout) as Done;
    kinds.add(done.kind);
    const seen = await lookAt(site.owner, site.outside, base.size);
    expect({ ...done, ...seen }).toMatchObject({
      verdict: 'broken',
      named: expect.arrayContaining([NAMES[done.kind]]),
      firstBad: expectedPlace(done),
    });
  } finally {
    await site.close();
  }
});

it('drew most of the kinds it knows', () => {
  expect(kinds.size).toBeGreaterThanOrEqual(5);
});
