import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventDraft, recordEvents } from '@/lib/ledger';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import type { ExportRequest } from './contract/export';
import { CONTEXT, type Exporting, only, openExporting } from './testing/exporting';

const drafts = Array.from({ length: 600 }, (_, i): EventDraft => {
  const summary = i % 9 === 0 ? `=number ${i}` : `number ${i}`;
  return i % 40 === 0 ? { name: 'auth.login_failed', status: 'denied', summary } : { name: 'system.started', summary };
});

let log: Exporting;
beforeAll(async () => {
  log = await openExporting(drafts);
});
afterAll(() => log.installation.close());

const exported = (format: ExportRequest['format'], filter: Partial<ExportRequest['filter']> = {}): Promise<Buffer> =>
  log.bytesOf(only(format, filter));

const verified = (bytes: Buffer, vkeys: string[] = [log.vkey]) => verifyExport(fromBytes(bytes), { vkeys });

describe.each(['bundle', 'xlsx'] as const)('the verifier says of an export as %s', (format) => {
  it('ok when it is whole and the key came from elsewhere', async () => {
    const report = await verified(await exported(format));
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'ok', contiguous: true, anchored: false, pinned: true });
  });

  it('ok although others wrote at the same time', async () => {
    const writing = Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        recordEvents([{ name: 'system.started', summary: `meanwhile ${i}` }], CONTEXT),
      ),
    );
    const report = await verified(await exported(format));
    await writing;
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
  });

  it('unpinned without a key', async () => {
    expect((await verified(await exported(format), [])).verdict).toBe('unpinned');
  });

  it.each<[string, Partial<ExportRequest['filter']>]>([
    ['modules', { module: ['auth'] }],
    ['a range', { from: 100, to: 299 }],
    ['the end', { from: 500 }],
    ['nothing that exists', { module: ['user'] }],
  ])('partial of a filter by %s', async (_name, filter) => {
    const report = await verified(await exported(format, filter));
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'partial', contiguous: false, filter });
  });
});

describe('the verifier names', () => {
  const lines = (bytes: Buffer) => bytes.toString('utf8').split('\n');

  it.each<[string, Partial<ExportRequest['filter']>]>([
    ['a whole', {}],
    ['a filtered', { module: ['auth'] }],
  ])('a row removed from %s bundle', async (_name, filter) => {
    const report = await verified(
      Buffer.from(
        lines(await exported('bundle', filter))
          .toSpliced(5, 1)
          .join('\n'),
      ),
    );
    expect(report.verdict).toBe('broken');
  });

  it('a record edited in a bundle', async () => {
    const bytes = Buffer.from((await exported('bundle')).toString('utf8').replace('number 77', 'number 78'));
    expect(await verified(bytes)).toMatchObject({ verdict: 'broken', firstBad: { seq: expect.any(Number) } });
  });
});

// The last of all, as the log's key is another from here on.
it.each(['bundle', 'xlsx'] as const)('of a log whose key was changed the present key says ok: %s', async (format) => {
  const { oldVkey, newVkey } = await log.installation.keeper.handlers['ledger.rotateKey']({
    reason: 'x',
    by: 'tester',
  });
  const bytes = await exported(format);
  expect(await verified(bytes, [newVkey])).toMatchObject({ verdict: 'ok', findings: [], remarks: [] });
  const former = await verified(bytes, [oldVkey]);
  expect(former).toMatchObject({ verdict: 'broken', firstBad: { damage: 'signature' }, damages: 1 });
  expect(former.remarks.join()).toContain('the one you gave is the former');
});
