import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '@/lib/command';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { machine } from '@/lib/identity';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import { createAnchor, listAnchors, listKept, runAnchors, switchAnchor, thinReceipts, verifyAnchors } from '.';
import { findNewestCheckpoint, hasGrown } from './queries';
import { recordAnchoring } from './record-anchoring';
import { admin, happen, installationOfThisFile } from './testing/installation';

const { file, fileInput, linesOf, owner, sign } = installationOfThisFile();
const later = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) });

describe('the job', () => {
  it('anchors what is signed, once, and rests although its own event made the log grow', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    const size = await sign();
    const { value, events } = await eventsOf(() => runAnchors());
    expect(value).toEqual({ confirmed: 1, failed: 0 });
    expect(events).toMatchObject([
      {
        module: 'audit',
        activity: 'anchored',
        actor: { type: 'scheduler' },
        targets: [{ type: 'anchor', id }],
        details: { size, anchors: [{ id, kind: 'file', place: 'local' }] },
      },
    ]);
    // Its event is a new checkpoint, which must not be a reason to anchor again.
    for (let minute = 1; minute < 60; minute += 7) {
      await sign();
      expect(await runAnchors(later(minute))).toEqual({ confirmed: 0, failed: 0 });
    }
    expect(linesOf()).toHaveLength(1);
    expect(await listAnchors()).toMatchObject([{ confirmed: { size }, failing: null }]);
  });

  it('says once an hour that a log at rest still stands, and each time grows it by one event alone', async () => {
    await run(createAnchor, admin, fileInput());
    await sign();
    const { events } = await eventsOf(async () => {
      for (let minute = 0; minute <= 180; minute += 10) {
        await runAnchors(later(minute));
        await sign();
      }
    });
    expect(events.map(nameOf)).toEqual(Array.from({ length: 4 }, () => 'audit.anchored success'));
    expect(linesOf()).toHaveLength(4);
  });

  it('follows a log that grows by anything else, not more often than asked', async () => {
    await run(createAnchor, admin, {
      ...fileInput(),
      config: { path: file(), intervalSeconds: 300 },
    });
    const first = await sign();
    await runAnchors();
    await happen();
    const second = await sign();
    expect(await hasGrown(BigInt(first), BigInt(second))).toBe(true);
    expect(await runAnchors(later(3))).toEqual({ confirmed: 0, failed: 0 });
    expect(await runAnchors(later(6))).toEqual({ confirmed: 1, failed: 0 });
    expect(await listAnchors()).toMatchObject([{ confirmed: { size: second } }]);
  });

  it('tells the first failure and, a day later, that it is critical; not each attempt; and begins anew after a success', async () => {
    const input = fileInput();
    writeFileSync(input.config.path, 'somebody else’s\n');
    await run(createAnchor, admin, input);
    await sign();
    const { events } = await eventsOf(async () => {
      for (const minute of [0, 0.5, 2, 10, 60, 12 * 60, 24 * 60 + 1, 30 * 60]) await runAnchors(later(minute));
    });
    expect(events.map((event) => [nameOf(event), event.severity])).toEqual([
      ['audit.anchor_failed failure', 'medium'],
      ['audit.anchor_failed failure', 'critical'],
    ]);
    expect(events[0]?.reason?.message).toBe('The file exists already and is none of this kind');
    expect(readFileSync(input.config.path, 'utf8')).toBe('somebody else’s\n');
    expect(await listAnchors()).toMatchObject([{ confirmed: null, failing: { attempts: 7 } }]);
    rmSync(input.config.path);
    const mended = await eventsOf(() => runAnchors(later(40 * 60)));
    expect(mended.events.map(nameOf)).toEqual(['audit.anchored success']);
    expect(await listAnchors()).toMatchObject([{ failing: null }]);
  });

  it('run by two workers at once submits once', async () => {
    await run(createAnchor, admin, fileInput());
    await sign();
    const [one, two] = await Promise.all([runAnchors(), runAnchors()]);
    expect(one.confirmed + two.confirmed).toBe(1);
    expect(linesOf()).toHaveLength(1);
  });

  it('takes over what a killed worker left, when its time has run out', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    await sign();
    await pool().query(
      `INSERT INTO anchor_receipts (id, anchor_id, kind, origin, size, root, note, state, attempts, next_try)
       VALUES (gen_random_uuid(), $1, 'file', 'x', 1, '', '', 'pending', 1, now() + interval '2 minutes')`,
      [id],
    );
    expect(await runAnchors()).toEqual({ confirmed: 0, failed: 0 });
    expect(await runAnchors(later(3))).toEqual({ confirmed: 1, failed: 0 });
  });

  it('a receipt that comes after another worker took over with a newer checkpoint is not kept as that one’s', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    const { rows } = await pool().query(
      `INSERT INTO anchor_receipts (id, anchor_id, kind, origin, size, root, note, state, attempts, next_try)
       VALUES (gen_random_uuid(), $1, 'file', 'x', 7, '', '', 'pending', 2, now() + interval '2 minutes') RETURNING id`,
      [id],
    );
    const whose = { receiptId: rows[0].id, anchorId: id, name: 'x', kind: 'file' as const };
    const late = (size: bigint) => ({
      ...{ origin: 'x', size, root: Buffer.alloc(32), failed: [] },
      confirmed: [{ ...whose, receipt: Buffer.from('of five') }],
    });
    const scheduler = machine('scheduler', 'scheduler');
    await expect(run(recordAnchoring, scheduler, late(5n))).rejects.toMatchObject({ code: 'conflict' });
    expect(await run(recordAnchoring, scheduler, late(7n))).toMatchObject({ confirmed: 1 });
  });

  it('leaves alone what is switched off', async () => {
    const { id } = await run(createAnchor, admin, fileInput());
    await run(switchAnchor, admin, { id, version: 1, enabled: false });
    await sign();
    expect(await runAnchors()).toEqual({ confirmed: 0, failed: 0 });
  });
});

it('of long past days one receipt a day is kept, of the last month all', async () => {
  await run(createAnchor, admin, { ...fileInput(), config: { path: file(), intervalSeconds: 86_400 } });
  await sign();
  await runAnchors();
  const copies = `INSERT INTO anchor_receipts SELECT (jsonb_populate_record(r, jsonb_build_object(
      'id', gen_random_uuid(), 'confirmed_at', date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - day * interval '1 day' + n * interval '1 minute'))).*
    FROM anchor_receipts r, generate_series(25, 34) AS day, generate_series(0, 9) AS n`;
  await owner().query(copies);
  const noon = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`);
  expect(await thinReceipts(noon)).toBe(5 * 9);
  expect(await thinReceipts(noon)).toBe(0);
  const { rows } = await pool().query(
    'SELECT min(confirmed_at) AS oldest, count(*)::integer AS count FROM anchor_receipts',
  );
  expect(rows[0].count).toBe(101 - 45);
  expect(rows[0].oldest.toISOString()).toMatch(/T00:00:00.000Z$/);
  // An anchor that went silent long ago: what it confirmed last is all that covers what came before.
  await owner().query("DELETE FROM anchor_receipts WHERE confirmed_at > now() - interval '32 days'");
  await owner().query(
    `INSERT INTO anchor_receipts SELECT (jsonb_populate_record(r, jsonb_build_object(
       'id', gen_random_uuid(), 'size', r.size + n, 'confirmed_at', confirmed_at + n * interval '1 hour'))).*
     FROM anchor_receipts r, generate_series(1, 5) AS n
     WHERE confirmed_at = (SELECT max(confirmed_at) FROM anchor_receipts)`,
  );
  const sizes = () => owner().query('SELECT size FROM anchor_receipts ORDER BY size DESC LIMIT 2');
  const [newest] = (await sizes()).rows;
  expect(await thinReceipts(noon)).toBe(4);
  const [kept, before] = (await sizes()).rows;
  expect([kept.size, Number(before.size)]).toEqual([newest.size, Number(newest.size) - 5]);
});

describe('verifyAnchors', () => {
  it('does not wait for a pipe that stands where the file stood', async () => {
    await run(createAnchor, admin, fileInput());
    await sign();
    await runAnchors();
    rmSync(file());
    execFileSync('mkfifo', [file()]);
    expect(await verify()).toMatchObject([{ newest: { state: 'unreachable' }, findings: [] }]);
  });

  const origin = async () => (await findNewestCheckpoint())?.origin ?? '';
  const rootAt = async (size: bigint) => {
    const newest = await findNewestCheckpoint();
    return newest && size <= newest.size ? new TreeReader(pool(), size).root() : null;
  };
  const verify = async (roots = rootAt) =>
    verifyAnchors(pool(), { origin: await origin(), rootAt: roots, now: new Date() });

  it('finds what was confirmed to be the log’s, and still there', async () => {
    await run(createAnchor, admin, fileInput());
    const size = await sign();
    await runAnchors();
    await happen();
    await sign();
    await runAnchors(later(2));
    expect(await verify()).toMatchObject([
      {
        place: 'local',
        confirmedSize: expect.any(Number),
        matches: true,
        newest: { state: 'confirmed' },
        findings: [],
      },
    ]);
    const kept = await listKept(pool(), await origin());
    expect(kept.map((each) => each.size)).toEqual([size, (await listAnchors())[0]?.confirmed?.size]);
    expect(kept.every((each) => each.local && each.source.endsWith('(Append-only file)'))).toBe(true);
  });

  it('names another root, a log that is shorter, a line that was cut and a receipt that was edited', async () => {
    const input = fileInput();
    await run(createAnchor, admin, input);
    const size = await sign();
    await runAnchors();
    expect(await verify(async () => Buffer.alloc(32))).toMatchObject([
      { matches: false, findings: [{ size, detail: 'The log had another root then' }] },
    ]);
    expect(await verify(async () => null)).toMatchObject([
      { matches: false, findings: [{ size, detail: 'The log is shorter than what was anchored' }] },
    ]);
    truncateSync(input.config.path, 40);
    expect(await verify()).toMatchObject([{ matches: true, newest: { state: 'broken' }, findings: [{ size }] }]);
    appendFileSync(input.config.path, 'x');
    rmSync(input.config.path);
    expect(await verify()).toMatchObject([{ newest: { state: 'unreachable' }, findings: [] }]);
    await owner().query("UPDATE anchor_receipts SET kind = 'tlog-witness', receipt = NULL");
    expect(await verify()).toMatchObject([{ newest: { state: 'broken', detail: 'The receipt was taken away' } }]);
    expect(await listKept(pool(), await origin())).toMatchObject([{ size }]);
    await owner().query("UPDATE anchor_receipts SET note = replace(note, 'chainward', 'otherward')");
    expect(await verify()).toMatchObject([{ newest: { state: 'broken', detail: expect.stringContaining('another') } }]);
  });
});
