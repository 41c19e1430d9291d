import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSignedLog, SIZE } from '@/lib/ledger/testing/damage';
import type { TestLog } from '@/lib/ledger/testing/log';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { ledgerReconcile } from './ledger-reconcile';
import { ledgerVerify } from './ledger-verify';
import type { Values, Verb } from './verb';

let log: TestLog;
const folder = mkdtempSync(path.join(tmpdir(), 'cw-verify-'));
const file = (name: string, content: string): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
beforeAll(async () => {
  log = await openSignedLog();
  await log.database.owner.query("SELECT chainward_grant('chainward_auditor', 'auditor')");
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await log.close();
});

async function call(verb: Verb, values: Values): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    return { code: await verb.run(values, []), said: said.join('') };
  } finally {
    spy.mockRestore();
  }
}
/** As the auditor's role, which may read and nothing else. */
const verify = (values: Values = {}) => call(ledgerVerify, { dsn: log.database.url('auditor'), ...values });
const report = async (values: Values) => {
  const { code, said } = await verify({ ...values, json: true });
  return { code, report: JSON.parse(said) };
};

const noteOf = async (size: number) =>
  (await log.db.query<{ note: string }>('SELECT note FROM ledger_checkpoint WHERE size = $1', [size])).rows[0]?.note ??
  '';

describe('chainward ledger verify', () => {
  it('claims no more than was given: a key, and a checkpoint kept elsewhere', async () => {
    const checkpoint = file('checkpoint', await noteOf(130));
    expect((await verify()).code).toBe(12);
    expect((await verify({ vkey: log.vkey })).code).toBe(13);
    expect((await verify({ vkey: log.vkey, 'from-checkpoint': checkpoint })).code).toBe(0);
  });

  it('tells a person what it saw', async () => {
    const { said } = await verify({ vkey: log.vkey, 'from-checkpoint': file('checkpoint', await noteOf(130)) });
    expect(said).toMatch(/^verdict {6}ok: intact/);
    expect(said).toContain('600 events, 600 of them signed (4 checkpoints)');
    expect(said).toContain('anchored     the given checkpoint (130)');
  });

  it('names the first damage, and ends with its code', async () => {
    const spoil = (status: number) =>
      unguarded(log.database.owner, () =>
        damage(log.database.owner, 'UPDATE audit_event SET status = $1 WHERE seq = 150', [status]),
      );
    await spoil(2);
    const { code, said } = await verify({ vkey: log.vkey });
    await spoil(0);
    expect(code).toBe(10);
    expect(said).toContain('first bad    event 150: a filter column does not say what the record says');
  });

  it('goes on from where it ended, and leaves no state behind a broken log', async () => {
    const state = path.join(folder, 'state');
    expect((await report({ vkey: log.vkey, state })).report).toMatchObject({ from: 0, size: SIZE });
    expect((await report({ vkey: log.vkey, state })).report).toMatchObject({
      from: SIZE,
      size: SIZE,
      verdict: 'unanchored',
    });
    const other = path.join(folder, 'other');
    const wrong = `${log.vkey.split('+')[0]}x`;
    await expect(verify({ vkey: wrong, state: other })).rejects.toThrow('--vkey');
    expect(existsSync(other)).toBe(false);
    await expect(verify({ state: file('damaged', '{}') })).rejects.toThrow('does not hold the state');
    const kept = readFileSync(state, 'utf8');
    const fewer = file('fewer', kept.replace(/"subtrees":\[[^\]]*\]/, '"subtrees":[]'));
    await expect(verify({ state: fewer })).rejects.toThrow('does not hold the state');
    expect(kept).toContain('"position":600');
  });

  it('holds receipts against the log', async () => {
    const { rows } = await log.db.query<{ event_id: string; digest: Buffer }>(
      'SELECT event_id, digest FROM audit_event',
    );
    const lines = rows.map((row) => JSON.stringify({ eventId: row.event_id, digest: row.digest.toString('hex') }));
    const good = await report({ vkey: log.vkey, receipts: file('receipts', `${lines.join('\n')}\n`) });
    expect(good.report).toMatchObject({ verdict: 'unanchored', receipts: { sealed: SIZE, waiting: 0 } });
    const gone = JSON.stringify({ eventId: '01900000-0000-7000-8000-00000000ffff', digest: '00'.repeat(32) });
    const bad = await report({ vkey: log.vkey, receipts: file('receipts', `${lines[3]}\n${gone}\n`) });
    expect(bad).toMatchObject({ code: 10, report: { firstBad: { damage: 'receipt' } } });
    await expect(verify({ receipts: file('receipts', `${lines[0]}\n{}\n`) })).rejects.toThrow('line 2');
  });

  it('verifies a file instead of a database', async () => {
    expect((await call(ledgerVerify, { bundle: file('export', 'no export'), json: true })).code).toBe(16);
    await expect(call(ledgerVerify, { bundle: path.join(folder, 'nowhere') })).rejects.toThrow('ENOENT');
  });

  it('refuses a checkpoint that is none', async () => {
    await expect(verify({ 'from-checkpoint': file('checkpoint', 'x') })).rejects.toThrow('is no signed checkpoint');
  });
});

describe('chainward ledger reconcile', () => {
  const reconcile = (values: Values = {}) => call(ledgerReconcile, { dsn: log.database.url('app'), ...values });

  it('finds every row explained, and names one that is not', async () => {
    expect((await reconcile()).said).toMatch(/^verdict {6}ok/);
    await unguarded(log.database.owner, () =>
      damage(log.database.owner, "INSERT INTO settings (key, value, updated_at) VALUES ('x', '1', now())"),
    );
    const { code, said } = await reconcile();
    expect(code).toBe(10);
    expect(said).toContain('unexplained  settings x was inserted without an event; no sealed event accounts for it');
    const json = await reconcile({ json: true });
    expect(JSON.parse(json.said)).toMatchObject({ verdict: 'broken', findings: [{ table: 'settings', key: 'x' }] });
  });
});
