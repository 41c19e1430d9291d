import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { isSignedBy, parseVerifierKey } from '@/lib/ledger/format/note';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { listCheckpoints } from './list-checkpoints';
import { downloadCheckpoint, readCheckpoints, readLedgerView } from './read-checkpoints';
import { runDrill } from './run-drill';
import { askForCheckpoint, signCheckpoint } from './sign-checkpoint';
import { viewLedger } from './view-ledger';

const auditor = callerWith('auditor');
const query = (text: string) => new URLSearchParams(text);
const ANCHOR = '01900000-0000-7000-8000-0000000000a1';
const WITNESS = '01900000-0000-7000-8000-0000000000a2';

let installation: TestInstallation;
let runFolder: string;
const sign = () => signCheckpoint(auditor, runFolder);
const owner = () => installation.database.owner;

beforeAll(async () => {
  installation = await openTestInstallation({ signEveryMs: 3_600_000 });
  runFolder = `${installation.folder}/run`;
});
afterAll(() => installation.close());

describe('a checkpoint on demand', () => {
  it('covers the event that says who asked for it', async () => {
    const { value, events } = await eventsOf(sign);
    expect(events.map(nameOf)).toEqual(['key.used success']);
    expect(value.seq).not.toBeNull();
    expect(value.size).toBeGreaterThan(Number(value.seq));
    const { rows } = await listCheckpoints({ view: 'all' });
    expect(rows[0]?.size).toBe(value.size);
  });

  it('is not for everybody, and says so in the log', async () => {
    for (const [caller, code] of [
      [callerWith('operator'), 'forbidden'],
      [stranger, 'unauthenticated'],
    ] as const) {
      const { value, events } = await eventsOf(() => execute(askForCheckpoint, caller, {}));
      expect(value).toMatchObject({ ok: false, code });
      expect(events.map(nameOf)).toEqual(['key.used denied']);
    }
  });

  it('takes no input', async () => {
    expect(await execute(askForCheckpoint, auditor, { size: 1 })).toMatchObject({ ok: false, code: 'invalid_input' });
  });

  it('two at once are two events and no fork', async () => {
    const signed = await Promise.all([sign(), sign()]);
    expect(new Set(signed.map(({ seq }) => seq)).size).toBe(2);
    const { rows } = await listCheckpoints({ view: 'all' });
    expect(new Set(rows.map(({ size }) => size)).size).toBe(rows.length);
  });
});

describe('the page', () => {
  it('shows figures that the log itself holds', async () => {
    const { size } = await sign();
    const { value: view, events } = await eventsOf(() => viewLedger(auditor, 'all'));
    expect(events.map(nameOf)).toEqual(['audit.viewed success']);
    expect(view.head).toMatchObject({ size, checkpoint: { size } });
    const { rows } = await owner().query('SELECT origin, vkey FROM ledger_head');
    expect(view.origin).toMatchObject({ name: rows[0].origin, demo: false, forkedFrom: null });
    expect(view.keys).toEqual([{ label: 'Signing', vkey: rows[0].vkey, use: 'signs', until: null }]);
    expect(view.sealing?.events).toBe(size);
    expect(view.sealing?.p50).toBeLessThanOrEqual(view.sealing?.p99 ?? -1);
    expect(view.signedToday).toBe(view.checkpoints.rows.length);
  });

  it('claims no check that did not run', async () => {
    const { verdict, verified, checks, anchors } = await readLedgerView(query(''));
    expect([verdict, verified, anchors]).toEqual([null, { at: null, alarm: null }, []]);
    expect(Object.values(checks).map(({ state }) => state)).toEqual(['never', 'never', 'never', 'never']);
  });

  it('tells whether the application could switch off the guards', async () => {
    expect((await readLedgerView(query(''))).roles).toEqual({ state: 'account', role: 'chainward_app' });
    await owner().query('GRANT UPDATE ON audit_event TO chainward_app');
    expect((await readLedgerView(query(''))).roles.state).toBe('owner');
    await owner().query('REVOKE UPDATE ON audit_event FROM chainward_app');
  });

  it('refuses what it does not understand', async () => {
    await expect(readCheckpoints(query('view=best'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(readCheckpoints(query('before=-1'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(downloadCheckpoint('1e3')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(downloadCheckpoint('999999')).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('a checkpoint that is taken away verifies with nothing but the key', async () => {
  const { size } = await sign();
  const note = await (await downloadCheckpoint(String(size))).text();
  const key = parseVerifierKey((await readLedgerView(query(''))).keys[0]?.vkey ?? '');
  expect(key && isSignedBy(note, key)).toBe(true);
});

describe('the list of checkpoints', () => {
  const SIZES = 100_000;

  beforeAll(async () => {
    await owner().query(
      `INSERT INTO ledger_checkpoint (origin, size, root, note, signed_at)
       SELECT (SELECT origin FROM ledger_head), ${SIZES} + i, sha256(i::text::bytea), 'note', '2026-11-20T00:00:00Z'::timestamptz + i * interval '10 minutes'
       FROM generate_series(0, 59) AS i`,
    );
  });

  it('goes back page by page, with nothing left out or twice', async () => {
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await listCheckpoints({ view: 'all', before, limit: 7 });
      seen.push(...page.rows.map(({ size }) => size));
      if (page.next === null) break;
      before = page.next;
    }
    const { rows } = await owner().query('SELECT size FROM ledger_checkpoint ORDER BY size DESC');
    expect(seen).toEqual(rows.map(({ size }) => Number(size)));
  });

  it('by the hour shows the first of each', async () => {
    const { rows } = await listCheckpoints({ view: 'hourly', limit: 9 });
    expect(rows.map(({ size }) => size - SIZES)).toEqual([54, 48, 42, 36, 30, 24, 18, 12, 6]);
    const { rows: older } = await listCheckpoints({ view: 'hourly', before: SIZES + 6 });
    expect(older[0]?.size).toBe(SIZES);
  });

  it('says for each anchor how it stands', async () => {
    await owner().query(
      `BEGIN; ALTER TABLE anchors DISABLE TRIGGER chainward_event;
       INSERT INTO anchors (id, kind, name, config, created_at) VALUES
         ('${ANCHOR}', 'file', 'File', '{"intervalSeconds":60}', now() - interval '1 hour'),
         ('${WITNESS}', 'tlog-witness', 'Partner', '{"intervalSeconds":3600,"vkey":"witness.example+00000000+AA=="}', now());
       INSERT INTO anchor_receipts (id, anchor_id, kind, origin, size, root, note, state, attempts, last_error, failing_since, confirmed_at)
         SELECT gen_random_uuid(), a.id, a.kind, c.origin, c.size, c.root, c.note, s.state, s.attempts, s.error, s.since, s.confirmed
         FROM ledger_checkpoint c, anchors a, (VALUES
           (${SIZES} + 10, 'File', 'done', 1, NULL, NULL, '2026-11-20T01:40:00.9Z'::timestamptz),
           (${SIZES} + 20, 'File', 'waiting', 0, NULL, NULL, NULL),
           (${SIZES} + 20, 'Partner', 'waiting', 3, 'Timed out', now(), NULL)) AS s(size, name, state, attempts, error, since, confirmed)
         WHERE c.size = s.size AND a.name = s.name;
       ALTER TABLE anchors ENABLE ALWAYS TRIGGER chainward_event; COMMIT`,
    );
    const view = await readLedgerView(query('checkpoints=failed'));
    expect(view.anchors).toEqual([
      { id: ANCHOR, name: 'File', note: 'local' },
      { id: WITNESS, name: 'Partner', note: 'hourly' },
    ]);
    expect(view.failing).toBe(1);
    expect(view.keys.at(-1)).toMatchObject({ label: 'Partner', use: 'cosigns' });
    expect(view.checkpoints.rows.map(({ size }) => size)).toEqual([SIZES + 20]);
    expect(view.checkpoints.rows[0]?.anchors).toEqual({
      [ANCHOR]: { state: 'waiting' },
      [WITNESS]: { state: 'failed', reason: 'Timed out' },
    });
    const { rows } = await listCheckpoints({ view: 'all', before: SIZES + 11, limit: 1 });
    expect(rows[0]?.anchors).toEqual({ [ANCHOR]: { state: 'done', milliseconds: 900 } });
    await unguarded(owner(), () => damage(owner(), `DELETE FROM ledger_checkpoint WHERE size >= ${SIZES}`));
  });
});

it('after a change of keys the earlier one stays known, and until when it signed', async () => {
  const before = (await readLedgerView(query(''))).keys[0]?.vkey;
  const { seq } = await installation.keeper.handlers['ledger.rotateKey']({});
  const [now, earlier] = (await readLedgerView(query(''))).keys;
  expect(now).toMatchObject({ label: 'Signing', use: 'signs' });
  expect(now?.vkey).not.toBe(before);
  expect(earlier).toEqual({ label: 'Earlier', vkey: before, use: 'signed', until: seq });
});

describe('the tamper drill', () => {
  it('damages a copy and nothing else, and an anchor shows each damage', async () => {
    const { size } = await sign();
    const { value: report, events } = await eventsOf(() => runDrill(auditor, {}));
    expect(events.map(nameOf)).toEqual(['audit.viewed success']);
    expect(report).toMatchObject({ from: 0, to: size - 1, untouched: null });
    expect(report.outcomes.length).toBeGreaterThanOrEqual(10);
    expect(report.outcomes.filter(({ found }) => found.anchored === null)).toEqual([]);
    expect(report.outcomes.filter(({ found }) => found.plainTable === null).length).toBeGreaterThan(3);
  });

  it('of a longer log takes the end alone, which stands on the tree before it', async () => {
    await Promise.all(Array.from({ length: 310 }, () => execute(askForCheckpoint, auditor, {})));
    await sign();
    const report = await runDrill(auditor, { drills: ['record-edited', 'tail-cut'] });
    expect(report.from).toBeGreaterThan(0);
    expect(report.untouched).toBeNull();
    expect(report.outcomes.map(({ drill, found }) => [drill, found.anchored?.seq])).toEqual([
      ['record-edited', report.at],
      ['tail-cut', report.at],
    ]);
  });

  it('does not know every damage', async () => {
    await expect(runDrill(auditor, { drills: ['rm -rf'] })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(runDrill(auditor, null)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('says so when the log’s own end is damaged', async () => {
    const { at } = await runDrill(auditor, { drills: ['record-edited'] });
    await unguarded(owner(), () =>
      damage(owner(), 'UPDATE audit_event SET digest = sha256(digest) WHERE seq = $1', [at - 1]),
    );
    expect((await runDrill(auditor, { drills: ['tail-cut'] })).untouched?.seq).toBe(at - 1);
  });
});
