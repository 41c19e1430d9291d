import { expect, test } from 'vitest';
import { bundleOf, FileLog, makeExport, nodesFor } from '../testing/export-file';
import { fromBytes, verifyExport } from './index';

const verify = (bytes: Uint8Array, vkey: string) => verifyExport(fromBytes(bytes), { vkeys: [vkey] });

const logOf = (count: number) => new FileLog().grow(count - 1);

test('a whole export that is made to pass for a part of one does not lose what came after the counting', async () => {
  const log = logOf(20);
  const file = makeExport(log, { between: 2 });
  const rows = file.rows.filter(({ seq }) => seq < 20 || seq === 22);
  const header = { ...file.header, contiguous: false, rows: rows.length };
  const report = await verify(bundleOf({ header, rows, nodes: nodesFor(log, rows) }), log.vkey);
  expect(report).toMatchObject({ verdict: 'broken', firstBad: { damage: 'export', seq: 22 }, damages: 1 });
});

test('whoever gives a key that was changed meanwhile is told so', async () => {
  const log = logOf(5);
  const oldVkey = log.vkey;
  log.changeKey();
  log.add({ module: 'audit', activity: 'key_rotated', details: { oldVkey, newVkey: log.vkey } });
  const bytes = bundleOf(makeExport(log));
  expect(await verify(bytes, log.vkey)).toMatchObject({ verdict: 'ok', remarks: [] });
  const report = await verify(bytes, oldVkey);
  expect(report).toMatchObject({ verdict: 'broken', firstBad: { damage: 'signature' }, damages: 1 });
  expect(report.remarks.join()).toContain('Event 5 says that the log’s key was changed');
  expect((await verify(bytes, new FileLog().vkey)).remarks).toEqual([]);
});
