import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleLines, bundleOf, closeBundle, type ExportFile, FileLog, makeExport } from '../testing/export-file';
import { fromBytes, verifyExport } from './index';

const verify = (bytes: Uint8Array, vkey?: string, anchored?: string) =>
  verifyExport(fromBytes(bytes), { vkeys: vkey ? [vkey] : [], anchored });

const logOf = (count: number) => new FileLog().grow(count - 1);
const odd = (seq: number) => seq % 3 === 1;

/** One row changed on its way, everything around it made to fit. */
const changed = (file: ExportFile, seq: number, change: Partial<ExportFile['rows'][number]>): Buffer =>
  bundleOf({ ...file, rows: file.rows.map((row) => (row.seq === seq ? { ...row, ...change } : row)) });

test('a whole log is ok, a part of it partial, and neither without a key', async () => {
  const whole = logOf(40);
  const all = bundleOf(makeExport(whole, { after: 3 }));
  expect(await verify(all, whole.vkey)).toMatchObject({
    kind: 'bundle',
    verdict: 'ok',
    exit: 0,
    findings: [],
    firstBad: null,
    origin: whole.origin,
    size: 44,
    rows: 41,
    contiguous: true,
    pinned: true,
    anchored: false,
    event: { seq: 40, by: 'Ada', count: 40 },
  });
  expect(await verify(all)).toMatchObject({ verdict: 'unpinned', exit: 12, pinned: false });
  const sliced = logOf(40);
  const some = bundleOf(makeExport(sliced, { pick: odd, filter: { status: ['denied'] } }));
  expect(await verify(some, sliced.vkey)).toMatchObject({ verdict: 'partial', exit: 11, rows: 14, contiguous: false });
});

test('what is sealed while an export is made is in it when it is whole, and not when it is a part', async () => {
  const whole = logOf(20);
  const file = makeExport(whole, { between: 3 });
  expect(await verify(bundleOf(file), whole.vkey)).toMatchObject({ verdict: 'ok', rows: 24, findings: [] });
  const less = { ...file, rows: file.rows.filter(({ seq }) => seq !== 21) };
  expect(await verify(bundleOf(less), whole.vkey)).toMatchObject({ firstBad: { seq: 21, damage: 'gap' } });
  const sliced = logOf(20);
  const part = makeExport(sliced, { pick: odd, between: 3 });
  expect(await verify(bundleOf(part), sliced.vkey)).toMatchObject({ verdict: 'partial', rows: 8, findings: [] });
  const own = part.rows.slice(-1);
  const late = sliced.rows.filter(({ seq }) => seq === 21);
  const padded = { ...part, rows: [...part.rows.slice(0, -1), ...late, ...own] };
  expect((await verify(bundleOf(padded), sliced.vkey)).firstBad).toMatchObject({ damage: 'export' });
});

test('whatever is picked, the signed root follows, and that of the older size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 0, max: 20 }),
      fc.uint8Array({ minLength: 70, maxLength: 70 }),
      fc.option(fc.nat({ max: 200 }), { nil: undefined }),
      async (size, after, mask, end) => {
        const log = logOf(size);
        const anchored = end === undefined ? undefined : 1 + (end % size);
        const pick = (seq: number) => (mask[seq] ?? 0) % 3 === 0;
        const file = makeExport(log, { pick, after, ...(anchored && { anchored }) });
        const report = await verify(bundleOf(file), log.vkey);
        expect(report.findings).toEqual([]);
        expect(report).toMatchObject({
          verdict: 'partial',
          anchored: anchored !== undefined,
          anchoredSize: anchored ?? null,
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('an older checkpoint from outside is continued, cannot be compared, or shows another past', async () => {
  const log = logOf(30);
  const older = log.checkpoint(12);
  const whole = bundleOf(makeExport(log));
  expect(await verify(whole, log.vkey, older)).toMatchObject({
    verdict: 'ok',
    anchored: true,
    anchoredSize: 12,
    anchoredFrom: 'caller',
  });
  const some = bundleOf(makeExport(log, { pick: (seq) => seq === 29 }));
  const apart = await verify(some, log.vkey, older);
  expect(apart).toMatchObject({ verdict: 'partial', anchored: false });
  expect(apart.remarks.join()).toContain('does not hold what proves');
  const other = new FileLog().grow(20);
  const rewritten = await verify(whole, log.vkey, other.checkpoint(12));
  expect(rewritten).toMatchObject({ verdict: 'broken', anchored: false, firstBad: { damage: 'checkpoint' } });
  expect((await verify(whole, log.vkey, 'no note')).remarks.join()).toContain('no signed checkpoint');
});

test('everything rewritten and signed with another key is never good', async () => {
  const log = logOf(10);
  const { vkey } = log;
  log.changeKey();
  const forged = bundleOf(makeExport(log));
  expect(await verify(forged, vkey)).toMatchObject({ verdict: 'broken', firstBad: { damage: 'signature' } });
  expect(await verify(forged)).toMatchObject({ verdict: 'unpinned' });
  const file = makeExport(logOf(10));
  const unsigned = file.header.checkpoint.replace(/— .*\n$/u, '');
  const stripped = bundleOf({ ...file, header: { ...file.header, checkpoint: unsigned } });
  expect(await verify(stripped)).toMatchObject({ verdict: 'broken', firstBad: { damage: 'signature' } });
  const other = makeExport(logOf(10)).header.checkpoint;
  const swapped = bundleOf({ ...file, header: { ...file.header, checkpoint: other } });
  expect(await verify(swapped)).toMatchObject({ verdict: 'broken', firstBad: { damage: 'signature' } });
});

test('what was done to a row is named with its number', async () => {
  const log = logOf(20);
  const file = makeExport(log);
  const row = file.rows[7];
  if (!row) throw new Error('no such row');
  const named = async (bytes: Buffer) => (await verify(bytes, log.vkey)).firstBad;
  const record = row.record.replace('happened', 'HAPPENED');
  expect(await named(changed(file, 7, { record }))).toMatchObject({ seq: 7, damage: 'digest' });
  expect(await named(changed(file, 7, { micros: row.micros + 1n }))).toMatchObject({ seq: 7, damage: 'digest' });
  expect(await named(changed(file, 7, { prev: Buffer.alloc(32, 1) }))).toMatchObject({ seq: 7, damage: 'chain' });
  expect(await named(changed(file, 7, { seq: 12 }))).toMatchObject({ seq: 7, damage: 'order' });
  expect(await named(changed(file, 7, { record: row.record.replace('"v":1', '"v":1.5') }))).toMatchObject({
    seq: 7,
    damage: 'form',
  });
  const spaced = row.record.replace('{"activity"', '{ "activity"');
  expect((await verify(changed(file, 7, { record: spaced }), log.vkey)).findings).toContainEqual(
    expect.objectContaining({ seq: 7, damage: 'form' }),
  );
  expect(await named(changed(file, 0, { prev: Buffer.alloc(32, 1) }))).toMatchObject({ seq: 0, damage: 'chain' });
  const without = { ...file, rows: file.rows.filter(({ seq }) => seq !== 7) };
  expect(await named(bundleOf(without))).toMatchObject({ seq: 7, damage: 'gap' });
  const swapped = [...file.rows];
  swapped.splice(7, 2, ...swapped.slice(7, 9).reverse());
  expect((await verify(bundleOf({ ...file, rows: swapped }), log.vkey)).findings).toContainEqual(
    expect.objectContaining({ seq: 7, damage: 'order' }),
  );
  const earlier = { ...row, micros: 5n };
  expect(await named(changed(file, 7, earlier))).toMatchObject({ seq: 7 });
});

test('a row taken out of a part, or put in, does not go unnoticed', async () => {
  const log = logOf(50);
  const file = makeExport(log, { pick: odd });
  for (const { seq } of file.rows) {
    const rows = file.rows.filter((row) => row.seq !== seq);
    for (const header of [file.header, { ...file.header, rows: rows.length }])
      expect(await verify(bundleOf({ ...file, header, rows }), log.vkey)).toMatchObject({
        verdict: 'broken',
        firstBad: { damage: 'export' },
      });
  }
  const more = makeExport(log, { pick: (seq) => odd(seq) || seq === 30 });
  const padded = { ...more, rows: [...more.rows.slice(0, -1), ...file.rows.slice(-1)] };
  expect((await verify(bundleOf(padded), log.vkey)).verdict).toBe('broken');
});

test('each of the three that count rows speaks for itself: number, digest, tree', async () => {
  const log = logOf(50);
  const file = makeExport(log, { pick: odd });
  const damage = async (bytes: Buffer) => {
    const { firstBad, damages } = await verify(bytes, log.vkey);
    return [firstBad?.damage, firstBad?.detail.split(':')[0], damages];
  };
  const removed = { ...file, header: { ...file.header, rows: 17 }, rows: file.rows.filter(({ seq }) => seq !== 10) };
  expect(await damage(bundleOf(removed))).toEqual(['export', 'it counted 17 other rows, here are 16', 1]);
  const record = (file.rows[4]?.record ?? '').replace('happened', 'HAPPENED');
  const digest = 'its digest over the other rows is another';
  expect(await damage(changed(file, 13, { record }))).toEqual(['export', digest, 1]);
  const tree = 'rows and nodes do not give the signed root';
  expect(await damage(changed(file, 50, { micros: 1_863_625_330_123_456n }))).toEqual(['checkpoint', tree, 1]);
  const nodes = file.nodes.map((node, at) => (at === 9 ? { ...node, hash: Buffer.alloc(32, 3) } : node));
  expect(await damage(bundleOf({ ...file, nodes }))).toEqual(['checkpoint', tree, 1]);
  const fewer = { ...file, nodes: file.nodes.slice(1) };
  expect(await damage(bundleOf(fewer))).toEqual(['tree', 'there are not the nodes that these rows need', 1]);
  const renumbered = file.nodes.map((node, at) => (at === 2 ? { ...node, index: node.index + 1 } : node));
  expect((await damage(bundleOf({ ...file, nodes: renumbered })))[0]).toBe('tree');
});

test('sealing times never fall', async () => {
  const log = logOf(12);
  const [early, late] = [log.rows[5], log.add({}, 1n)];
  const file = makeExport(log, { pick: (seq) => seq > 4 });
  expect(early && late.micros < early.micros).toBe(true);
  expect(await verify(bundleOf(file), log.vkey)).toMatchObject({
    firstBad: { seq: late.seq, damage: 'time' },
    damages: 1,
  });
});

test('the header means what the rest of the file says', async () => {
  const log = logOf(9);
  const file = makeExport(log, { pick: odd });
  const change = (header: object) => verify(bundleOf({ ...file, header: { ...file.header, ...header } }), log.vkey);
  expect(await change({ filter: { module: ['auth'] } })).toMatchObject({ firstBad: { damage: 'export' } });
  expect(await change({ contiguous: true })).toMatchObject({ firstBad: { damage: 'gap', seq: 2 } });
  expect(await change({ rows: 77 })).toMatchObject({ firstBad: { damage: 'export' } });
  expect(await change({ origin: 'chainward/other' })).toMatchObject({ firstBad: { damage: 'origin' } });
  expect(await change({ extra: 1 })).toMatchObject({ firstBad: { damage: 'form' } });
  expect(await change({ anchored: 'nothing' })).toMatchObject({ firstBad: { damage: 'checkpoint' } });
  expect(await change({ format: 'chainward-bundle/2' })).toMatchObject({ kind: null, verdict: 'unreadable', exit: 16 });
  expect(await change({ format: 'other' })).toMatchObject({ verdict: 'unreadable' });
});

test('no second spelling, nothing after the end, no end cut off', async () => {
  const log = logOf(12);
  const file = makeExport(log);
  const lines = bundleLines(file);
  const first = lines[0] ?? '';
  const again = (from: string, to: string) => closeBundle([first.replace(from, to), ...lines.slice(1)]);
  const whole = closeBundle(lines);
  const twisted = [
    again('{"format"', '{"format":"chainward-bundle/1","format"'),
    again('"rows":', '"rows": '),
    closeBundle(lines.map((line) => `${line}\r`)),
    closeBundle([...lines.slice(0, 3), '', ...lines.slice(3)]),
    closeBundle(lines.map((line, at) => (at === 4 ? line.replace('{"seq"', '{"more":1,"seq"') : line))),
    Buffer.concat([whole, Buffer.from('\n')]),
    Buffer.concat([whole, whole]),
    whole.subarray(0, -1),
    Buffer.from(lines.join('\n')),
    whole.subarray(0, whole.length - 40),
  ];
  for (const bytes of twisted)
    expect(await verify(bytes, log.vkey)).toMatchObject({ verdict: 'broken', firstBad: { damage: 'form' } });
  const mark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole]);
  for (const bytes of [mark, Buffer.alloc(0), Buffer.from('hello\n'), Buffer.from('{"end":true}\n'), Buffer.from('{}')])
    expect(await verify(bytes, log.vkey)).toMatchObject({ verdict: 'unreadable', kind: null });
});

test('hostile lines end in a verdict', async () => {
  const log = logOf(5);
  const lines = bundleLines(makeExport(log));
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          at: fc.nat({ max: lines.length }),
          line: fc.oneof(
            fc.json(),
            fc.string({ unit: 'binary' }),
            fc.constant('['.repeat(50_000)),
            fc.constant('{"seq":1e999}'),
            fc.constant('{"level":1,"index":9007199254740991,"hash":"00"}'),
            fc.constant('{"__proto__":{"seq":1}}'),
          ),
          eaten: fc.nat({ max: 2 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      async (edits) => {
        const twisted = [...lines];
        for (const { at, line, eaten } of edits) twisted.splice(at, eaten, line);
        const { verdict } = await verify(closeBundle(twisted), log.vkey);
        expect(['broken', 'unreadable']).toContain(verdict);
      },
    ),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect((await verify(bytes)).verdict).toBe('unreadable');
    }),
  );
});

test('a key that is none is the caller’s mistake', async () => {
  await expect(verify(Buffer.from('x'), 'nonsense')).rejects.toThrow(RangeError);
});

test('without a way to check signatures there is no verdict at all', async () => {
  const log = logOf(3);
  const bytes = bundleOf(makeExport(log));
  const blind = verifyExport(fromBytes(bytes), { vkeys: [log.vkey], platform: { subtle: undefined } });
  await expect(blind).rejects.toThrow('cannot be checked here');
});
