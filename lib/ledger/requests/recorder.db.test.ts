import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import { attachDatabase, closeDatabase, pool } from '@/lib/db';
import { projectRoot } from '@/lib/paths';
import type { Envelope } from '../envelope';
import { closeFeed, waitUntilSealed } from '../feed';
import { type LiveLog, openLiveLog } from '../testing/live-log';
import { keyOf, WRITER } from '../testing/log';
import { draftOf, newFolder, openRecorder, optionsFor, PROCESS, recordMany, spoolsIn } from '../testing/requests';
import { verifyLog } from '../verify/verify-log';
import { checkSegment, proveRequest, RequestRecorder, verifyRequest } from '.';
import { commitSegment } from './commit-segment';
import { replaySpools } from './replay-spools';
import { encodeRow, type RequestRow } from './request-row';
import { Spool } from './spool';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

type Stored = { segment: string; position: number; request_id: string; record: Buffer };

/** The stored rows of these requests, with the segment's event behind each. */
async function storedOf(ids: readonly string[]): Promise<Stored[]> {
  const { rows } = await pool().query<Stored>(
    'SELECT segment, position, request_id, record FROM service_request WHERE request_id = ANY($1::uuid[]) ORDER BY segment, position',
    [[...ids]],
  );
  return rows;
}

const segmentsOf = (rows: readonly Stored[]): string[] => [...new Set(rows.map((row) => row.segment))];

async function sealedEvents(ids: readonly string[]): Promise<Envelope[]> {
  const sealed = await waitUntilSealed(ids);
  const rows = await log.rows();
  return ids.map((id) => JSON.parse(rows[sealed.get(id) ?? -1]?.record.toString() ?? 'null') as Envelope);
}

const eventsNamed = async (module: string, activity: string): Promise<Envelope[]> =>
  (await log.rows())
    .map((row) => JSON.parse(row.record.toString()) as Envelope)
    .filter((event) => event.module === module && event.activity === activity);

describe('a recorder', () => {
  it('leaves one row a request and one event a segment, and each row is provable by it', async () => {
    const folder = newFolder();
    const recorder = await openRecorder(folder);
    const ids = recordMany(recorder, 37);
    expect(spoolsIn(folder)).toHaveLength(1);
    await recorder.flush();
    expect(spoolsIn(folder)).toEqual([]);
    const rows = await storedOf(ids);
    expect(rows.map((row) => row.request_id)).toEqual(ids);
    expect(rows.map((row) => row.position)).toEqual(ids.map((_, i) => i));
    const [segment = ''] = segmentsOf(rows);
    const [event] = await sealedEvents([segment]);
    const times = rows.map((row) => JSON.parse(row.record.toString()).occurredAt as string);
    expect(event).toMatchObject({
      module: 'service',
      activity: 'requests',
      actor: { type: 'system', name: PROCESS },
      details: { count: 37, from: times[0], to: times.at(-1), root: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await checkSegment(segment)).toEqual({ verdict: 'ok', count: 37 });
    for (const [i, id] of ids.entries()) {
      const proof = await proveRequest(id);
      expect(proof).toMatchObject({ position: i, count: 37, segment, seq: expect.any(Number) });
      expect(proof && verifyRequest(proof)).toBeNull();
      expect(JSON.parse(proof?.row ?? '')).toMatchObject({ id, ...draftOf(i) });
    }
    expect(await verifyLog({ db: log.db, vkey: log.vkey })).not.toMatchObject({ verdict: 'broken' });
  });

  it('begins another segment after so many rows, and none without rows', async () => {
    const recorder = await openRecorder(newFolder());
    const before = (await eventsNamed('service', 'requests')).length;
    await recorder.flush();
    const ids = recordMany(recorder, 5_003);
    await recorder.flush();
    const segments = segmentsOf(await storedOf(ids));
    expect((await sealedEvents(segments)).map((event) => event.details?.count)).toEqual([5_000, 3]);
    expect(await eventsNamed('service', 'requests')).toHaveLength(before + 2);
  });

  it.each([
    ['an action that is none', { action: '' }, 'action'],
    ['an actor that is none', { actor: { type: 'robot' } }, 'actor.type'],
    ['a field that nobody declared', { password: 'x' }, 'row'],
  ])('refuses %s and keeps nothing of it', async (_name, changes, field) => {
    const folder = newFolder();
    const recorder = await openRecorder(folder);
    expect(() => recorder.record({ ...draftOf(1), ...changes } as never)).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
    expect(() => recorder.record({ ...draftOf(1), ...changes } as never)).toThrow(field);
    expect(spoolsIn(folder)).toEqual([]);
  });

  it('refuses what it cannot keep, and a second recorder of the same writer', async () => {
    const folder = newFolder();
    const recorder = await openRecorder(folder);
    await expect(RequestRecorder.open(optionsFor(folder))).rejects.toMatchObject({ code: 'conflict' });
    await recorder.close();
    expect(() => recorder.record(draftOf(1))).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('keeps what it cannot write, and writes it when the database is back', async () => {
    const recorder = await openRecorder(newFolder());
    const ids = recordMany(recorder, 5);
    const url = log.database.url();
    await closeFeed();
    await closeDatabase();
    attachDatabase(url.replace(/host=[^&]+/, 'host=%2Fnowhere'));
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'unavailable' });
    ids.push(...recordMany(recorder, 3));
    await closeDatabase();
    attachDatabase(url);
    await recorder.flush();
    const rows = await storedOf(ids);
    expect(rows.map((row) => row.request_id)).toEqual(ids);
    expect((await sealedEvents(segmentsOf(rows))).map((event) => event.details?.count)).toEqual([5, 3]);
  });
});

describe('what an ended process leaves', () => {
  /** A process that ended without a word: its spools lie there, and nobody holds its name. */
  function abandoned(folder: string, count: number): { ids: string[]; spool: Spool } {
    const spool = new Spool(folder, { id: WRITER, key: keyOf(WRITER) }, Date.now());
    const add = { record: (draft: ReturnType<typeof draftOf>) => addTo(spool, draft) } as RequestRecorder;
    const ids = recordMany(add, count);
    spool.close();
    return { ids, spool };
  }

  it('is written at the next start, once', async () => {
    const folder = newFolder();
    const { ids, spool } = abandoned(folder, 9);
    const copy = path.join(newFolder(), 'copy');
    copyFileSync(spool.file, copy);
    const recorder = await openRecorder(folder);
    expect((await storedOf(ids)).map((row) => row.request_id)).toEqual(ids);
    expect(spoolsIn(folder)).toEqual([]);
    await recorder.close();
    // It ended between COMMIT and the end of the spool.
    copyFileSync(copy, spool.file);
    expect(await replaySpools(optionsFor(folder))).toBe(0);
    expect(await storedOf(ids)).toHaveLength(9);
    expect(spoolsIn(folder)).toEqual([]);
    await waitUntilSealed([spool.segment]);
    expect(await checkSegment(spool.segment)).toEqual({ verdict: 'ok', count: 9 });
  });

  it('is not written twice by two at once', async () => {
    const folder = newFolder();
    const { ids, spool } = abandoned(folder, 9);
    const outcomes = await Promise.allSettled([1, 2].map(() => commitSegment(spool.segment, spool.rows, PROCESS)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value)).toHaveLength(1);
    expect(await storedOf(ids)).toHaveLength(9);
    await waitUntilSealed([spool.segment]);
    expect(await checkSegment(spool.segment)).toEqual({ verdict: 'ok', count: 9 });
  });

  it('may end in the middle of a line that was never acknowledged', async () => {
    const folder = newFolder();
    const { ids, spool } = abandoned(folder, 4);
    appendFileSync(spool.file, readFileSync(spool.file).subarray(0, 90));
    expect(await replaySpools(optionsFor(folder))).toBe(4);
    expect(await storedOf(ids)).toHaveLength(4);
    expect(spoolsIn(folder)).toEqual([]);
  });

  it.each([
    ['edited', (lines: string[]) => lines.map((line, i) => (i === 1 ? line.replace('GET', 'PUT') : line)), 3, 1],
    ['taken out', (lines: string[]) => lines.filter((_, i) => i !== 1), 3, 1],
    ['doubled', (lines: string[]) => [...lines, lines[1] ?? ''], 4, 1],
    ['swapped', ([a = '', b = '', ...rest]: string[]) => [b, a, ...rest], 3, 1],
  ])('is told when a line was %s, and the rest is kept', async (_name, change, kept, damaged) => {
    const folder = newFolder();
    const { ids, spool } = abandoned(folder, 4);
    const lines = readFileSync(spool.file, 'utf8').split('\n').slice(0, -1);
    writeFileSync(
      spool.file,
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(await replaySpools(optionsFor(folder))).toBe(kept);
    expect(await storedOf(ids)).toHaveLength(kept);
    expect(spoolsIn(folder)).toEqual([`${path.basename(spool.file)}.damaged`]);
    await waitUntilSealed([spool.segment]);
    expect(
      (await eventsNamed('audit', 'forgery_detected')).filter((event) => event.details?.segment === spool.segment),
    ).toMatchObject([{ details: { damaged, kept, writer: WRITER }, reason: { code: 'spool' } }]);
  });

  it('under a key that is not the writer’s is worth nothing', async () => {
    const folder = newFolder();
    const { ids } = abandoned(folder, 3);
    const options = { ...optionsFor(folder), keyOfWriter: async () => Buffer.alloc(32, 1) };
    expect(await replaySpools(options)).toBe(0);
    expect(await storedOf(ids)).toEqual([]);
  });

  it('of another process is left to it', async () => {
    const folder = newFolder();
    abandoned(folder, 2);
    expect(await replaySpools({ ...optionsFor(folder), process: 'worker' })).toBe(0);
    expect(spoolsIn(folder)).toHaveLength(1);
  });

  it('holds everything it had acknowledged when it was killed', async () => {
    const folder = newFolder();
    const script = path.join(newFolder(), 'child.mjs');
    const entry = path.join(projectRoot(), 'lib/ledger/testing/spool-child.ts');
    await build({
      entryPoints: [entry],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    for (let round = 0; round < 5; round += 1) {
      const said = await runAndKill(script, folder, 150 + round * 90);
      expect(said.length).toBeGreaterThan(100);
      await replaySpools(optionsFor(folder));
      const stored = new Set((await storedOf(said)).map((row) => row.request_id));
      expect(said.filter((id) => !stored.has(id))).toEqual([]);
      expect(spoolsIn(folder)).toEqual([]);
    }
  });
});

function addTo(spool: Spool, draft: ReturnType<typeof draftOf>): string {
  const row = { v: 1, id: uuidv7(), occurredAt: toRecordTime(new Date()), ...draft } as RequestRow;
  spool.add(row, encodeRow(row));
  return row.id;
}

/** Killed without a warning after so many lines; what it had said by then. */
async function runAndKill(script: string, folder: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, folder, WRITER, keyOf(WRITER).toString('hex')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.length > lines * 37) child.kill('SIGKILL');
  }
  return text.split('\n').slice(0, -1);
}
