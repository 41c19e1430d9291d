import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { EXPORT_ATTACKS } from './attacks/exports';
import { makeBase } from './base-log';
import { type ExportFiles, makeExports } from './export-files';
import { lookAtGiven } from './given';
import { ATTACKS, attack, attackFile } from './run';
import { type Base, openSite } from './site';
import { serverAt } from './testing';

const EVENTS = 300;
let base: Base;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ base, remove } = await makeBase(serverAt(inject('server').host), EVENTS));
});
afterAll(() => remove());

/** One of each family; all of them are `npm run attack`. */
const CHOSEN = [
  'record-and-digest-edited',
  'deleted-renumbered-rechained',
  'tail-cut-behind-the-anchor',
  'older-backup-continued',
  'rewritten-signed-by-another-key',
  'inbox-row-deleted',
  'inbox-row-forged',
  'governed-row-changed',
  'trigger-emptied',
];

it.each(ATTACKS.filter(({ name }) => CHOSEN.includes(name)).map((one) => [one.name, one] as const))(
  '%s is noticed and named',
  async (_name, one) => {
    const { expected, ...result } = await attack(base, one);
    expect(result).toMatchObject({ named: expect.arrayContaining([expected.damage]), detected: true });
  },
);

describe('damage that it did not choose', () => {
  it.each([
    ['an edited column', 'UPDATE audit_event SET severity = (severity + 1) % 5 WHERE seq = 111', 111, 'column'],
    ['an event that is gone', 'DELETE FROM audit_event WHERE seq = 222', 222, 'gap'],
    [
      'a row changed by hand',
      `UPDATE settings SET value = value || '{"sessionMaxHours": 720}'`,
      expect.any(Number),
      'row changed',
    ],
  ])('%s is named by --dsn', async (_name, statement, seq, named) => {
    const site = await openSite(base);
    try {
      await unguarded(site.owner, () => damage(site.owner, statement));
      const seen = await lookAtGiven({ dsn: site.url('owner'), vkey: base.outside.vkey });
      expect(seen).toMatchObject({ verdict: 'broken', firstBad: seq, named: expect.arrayContaining([named]) });
      expect(seen.words).toContain(base.outside.vkey.split('+')[0]);
    } finally {
      await site.close();
    }
  });

  it('none is found where there is none; without a key it says so', async () => {
    const site = await openSite(base);
    const look = (vkey?: string) => lookAtGiven({ dsn: site.url('keeper'), vkey });
    expect(await look(base.outside.vkey)).toMatchObject({ verdict: 'unanchored', firstBad: null, named: [] });
    expect(await look()).toMatchObject({ verdict: 'unpinned', firstBad: null, named: [] });
    await site.close();
  });
});

describe('of a file that was handed out', () => {
  let files: ExportFiles;
  beforeAll(async () => {
    files = await makeExports(base);
  });

  it.each(EXPORT_ATTACKS.map((one) => [one.name, one] as const))('%s is noticed and named', async (_name, one) => {
    const { expected, ...result } = await attackFile(base, files, one);
    expect(result).toMatchObject({
      verdict: 'broken',
      named: expect.arrayContaining([expected.damage]),
      detected: true,
    });
  });

  it('and --bundle tells of any file what it is', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cw-given-'));
    const look = async (bytes: Buffer, vkey?: string) => {
      const bundle = path.join(folder, 'file');
      writeFileSync(bundle, bytes);
      return (await lookAtGiven({ bundle, vkey })).verdict;
    };
    const { vkey } = base.outside;
    const edited = Buffer.from(files.bundle.toString('utf8').replace('(77)', '(78)'));
    expect(await look(files.bundle, vkey)).toBe('ok');
    expect(await look(files.bundle)).toBe('unpinned');
    expect(await look(files.bookPart, vkey)).toBe('partial');
    expect(await look(edited, vkey)).toBe('broken');
    expect(await look(Buffer.from('a letter'), vkey)).toBe('unreadable');
    rmSync(folder, { recursive: true });
  });
});
