import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '@/lib/db';
import { edit, forgeCheckpoint, openSignedLog, recordOf, sql, verdictAfter } from '../testing/damage';
import { inboxRow, sampleRecord, type TestLog } from '../testing/log';
import { rewrite, rootAt, sign } from '../testing/tamper';
import { readBody } from './note-body';
import type { VerifyState } from './state';
import type { Anchored } from './verdict';
import { verifyLog } from './verify-log';

let log: TestLog;
const notes = new Map<number, string>();
const states = new Map<number, VerifyState>();
beforeAll(async () => {
  log = await openSignedLog(async ({ db, vkey }, size) => {
    const { state } = await verifyLog({ db, vkey });
    if (state) states.set(size, state);
  });
  const { rows } = await log.db.query<{ size: string; note: string }>('SELECT size, note FROM ledger_checkpoint');
  for (const { size, note } of rows) notes.set(Number(size), note);
});
afterAll(() => log.close());

const note = (size: number): string => notes.get(size) ?? '';
const anchor = (size: number, changes: Partial<Anchored> = {}): Anchored => ({
  note: note(size),
  source: 'the safe',
  local: false,
  ...changes,
});
const nothing = async (_db: Connection) => undefined;
const cutTo = (size: number) =>
  sql(
    `DELETE FROM audit_event WHERE seq >= ${size}`,
    `DELETE FROM ledger_checkpoint WHERE size > ${size}`,
    `UPDATE ledger_head SET size = ${size}, hash = (SELECT leaf_hash FROM audit_event WHERE seq = ${size - 1})`,
  );

describe('a root kept outside', () => {
  it('that the log continues, under a key from outside, makes it ok', async () => {
    const report = await verifyLog({ db: log.db, vkey: log.vkey, fromCheckpoint: note(130) });
    expect(report).toMatchObject({ verdict: 'ok', findings: [], pinned: true });
    expect(report.anchors).toEqual([{ source: 'the given checkpoint', size: 130, local: false, confirmed: true }]);
  });

  it('as bare size and root, as a timestamp covers it, is as good', async () => {
    const root = readBody(note(300))?.root;
    const anchored = [{ size: 300, root, source: 'a timestamp', local: false }];
    expect(await verifyLog({ db: log.db, vkey: log.vkey, anchored })).toMatchObject({ verdict: 'ok' });
    expect(await verifyLog({ db: log.db, anchored })).toMatchObject({ verdict: 'unpinned' });
  });

  it('at a size that nobody signed in the database is compared as well', async () => {
    const anchored = [{ size: 257, root: await rootAt(log.db, 257), source: 'x', local: false }];
    expect(await verifyLog({ db: log.db, vkey: log.vkey, anchored })).toMatchObject({ verdict: 'ok' });
  });

  it('in a file of this machine, or of another log, proves nothing and breaks nothing', async () => {
    const other = note(300).replaceAll('chainward/', 'chainward/other-');
    const anchored = [anchor(300, { local: true }), anchor(300, { note: other })];
    const report = await verifyLog({ db: log.db, vkey: log.vkey, anchored });
    expect(report).toMatchObject({ verdict: 'unanchored', findings: [] });
    expect(report.anchors).toEqual([{ source: 'the safe', size: 300, local: true, confirmed: true }]);
  });

  it('shows a tail cut off together with its signatures', async () => {
    const report = await verdictAfter(log, cutTo(550), { anchored: [anchor(600)] });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 550, damage: 'anchor' } });
    expect(report.firstBad?.detail).toContain('the safe');
  });

  it('shows a log rewritten with everything that was signed later deleted', async () => {
    const damage = async (db: Connection) => {
      await edit(db, 150, recordOf(150, 'x'));
      await db.query("UPDATE audit_event SET event_id = '01900000-0000-7000-8000-000000000150' WHERE seq = 150");
      await rewrite(db, 150);
    };
    expect(await verdictAfter(log, damage)).toMatchObject({ verdict: 'unanchored', findings: [] });
    const report = await verdictAfter(log, damage, { anchored: [anchor(300)] });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 299, damage: 'anchor' } });
  });

  it.each([
    ['without the log’s signature', (text: string) => `${text.split('\n\n')[0]}\n\n`],
    [
      'with an edited root',
      (text: string) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`),
    ],
  ])('%s is not believed', async (_name, change) => {
    const changed = change(note(300));
    expect(changed).not.toBe(note(300));
    const report = await verifyLog({ db: log.db, vkey: log.vkey, fromCheckpoint: changed });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 299, damage: 'anchor' } });
  });

  it('that is no checkpoint is told', async () => {
    const report = await verifyLog({ db: log.db, vkey: log.vkey, fromCheckpoint: 'x' });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: null, damage: 'anchor' } });
  });

  it('and another one of the same size, both rightly signed, are two roots of one size', async () => {
    const root = Buffer.alloc(32, 1);
    const report = await verdictAfter(log, (db) => forgeCheckpoint(db, 400, root, log.key));
    expect(report.firstBad).toMatchObject({ seq: 399, damage: 'checkpoint' });
    expect(report.firstBad?.detail).toContain('the log’s key signed another root');
    let second = '';
    await verdictAfter(log, async (db) => {
      second = await sign(db, { origin: log.vkey.split('+')[0] ?? '', size: 400, root }, log.key);
    });
    expect(await verifyLog({ db: log.db, vkey: log.vkey, anchored: [anchor(0, { note: second })] })).toMatchObject({
      verdict: 'broken',
      firstBad: { seq: 399, damage: 'anchor' },
    });
  });
});

describe('receipts of clients', () => {
  const receiptOf = async (seq: number) => {
    const { rows } = await log.db.query<{ event_id: string; digest: Buffer }>(
      'SELECT event_id, digest FROM audit_event WHERE seq = $1',
      [seq],
    );
    return { eventId: rows[0]?.event_id ?? '', digest: rows[0]?.digest.toString('hex') ?? '' };
  };

  it('of what is sealed or still waits are no damage', async () => {
    const waiting = sampleRecord({ summary: 'waits' });
    const receipts = [
      await receiptOf(5),
      await receiptOf(599),
      { eventId: waiting.eventId, digest: waiting.digest.toString('hex') },
    ];
    const report = await verdictAfter(
      log,
      (db) =>
        db.query("INSERT INTO audit_inbox (event_id, record, digest, writer, mac) VALUES ($1, $2, $3, 'w', 'x')", [
          waiting.eventId,
          waiting.record,
          waiting.digest,
        ]),
      { receipts },
    );
    expect(report).toMatchObject({ verdict: 'unanchored', findings: [], receipts: { sealed: 2, waiting: 1 } });
  });

  it('of what went away are told', async () => {
    const receipt = { eventId: '01900000-0000-7000-8000-00000000ffff', digest: '00'.repeat(32) };
    const report = await verdictAfter(log, nothing, { receipts: [await receiptOf(5), receipt] });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: null, damage: 'receipt' } });
    expect(report.firstBad?.detail).toContain(receipt.eventId);
  });

  it('of what was sealed with other bytes are told with its number', async () => {
    const receipt = { ...(await receiptOf(5)), digest: '00'.repeat(32) };
    const report = await verdictAfter(log, nothing, { receipts: [receipt] });
    expect(report).toMatchObject({ verdict: 'broken', firstBad: { seq: 5, damage: 'receipt' } });
  });
});

describe('records that are archived', () => {
  const archived = [{ from: 0, to: 512 }];
  const dropped = sql('DELETE FROM audit_event WHERE seq < 512');

  it('are withheld, their place proven', async () => {
    expect(await verdictAfter(log, dropped, { archived })).toMatchObject({
      verdict: 'withheld',
      findings: [],
      withheld: 512,
    });
    expect(await verdictAfter(log, dropped, { archived, state: states.get(200) })).toMatchObject({
      verdict: 'withheld',
      findings: [],
      withheld: 312,
    });
  });

  it('are missing where nobody said so, or where the tree does not hold them', async () => {
    expect(await verdictAfter(log, dropped)).toMatchObject({ verdict: 'broken', firstBad: { seq: 0, damage: 'gap' } });
    const more = [{ from: 0, to: 520 }];
    expect(await verdictAfter(log, sql('DELETE FROM audit_event WHERE seq < 520'), { archived: more })).toMatchObject({
      verdict: 'broken',
      firstBad: { seq: 0, damage: 'gap' },
    });
  });

  it('whose place was forged do not lead to the signed root', async () => {
    const forged = sql(
      'DELETE FROM audit_event WHERE seq < 512',
      "UPDATE ledger_tile SET data = overlay(data PLACING '\\x00000000'::bytea FROM 1) WHERE level = 0 AND index = 1",
    );
    const report = await verdictAfter(log, forged, { archived });
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual({ seq: 299, damage: 'checkpoint', detail: expect.any(String) });
  });
});

it('tells of a log that goes on from another', async () => {
  const { envelope } = sampleRecord({
    name: 'system.ledger_started',
    details: {
      origin: 'x',
      vkey: 'y',
      forkedFrom: { origin: 'chainward/old', size: 12, anchored: null, reason: 'restored' },
    },
  });
  const report = await verdictAfter(log, (db) =>
    edit(db, 0, inboxRow({ eventId: envelope.id, record: Buffer.from(JSON.stringify(envelope)) }).record),
  );
  expect(report.forkedFrom).toEqual({ origin: 'chainward/old', size: 12, reason: 'restored' });
});
