import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { EMPTY_ROOT, Frontier } from '@/lib/ledger/format/merkle';
import { isSignedBy, parseVerifierKey } from '@/lib/ledger/format/note';
import { inboxRow, ORIGIN, openTestLog, sampleRecord, type TestLog } from '@/lib/ledger/testing/log';
import { Signer, SignerRefusal } from './signer';

let log: TestLog;
let folder: string;
let stateFile: string;
beforeEach(async () => {
  log = await openTestLog();
  folder = mkdtempSync(path.join(tmpdir(), 'cw-signer-'));
  stateFile = path.join(folder, 'signer.json');
  write({ origin: ORIGIN, size: '0', root: EMPTY_ROOT.toString('hex'), last: '0'.repeat(64), frontier: [] });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (state: unknown) => writeFileSync(stateFile, JSON.stringify(state));
const state = () => JSON.parse(readFileSync(stateFile, 'utf8'));
const open = (origin = ORIGIN) => new Signer({ pool: log.pool, origin, key: () => log.key, stateFile });
const grow = async (count: number) => {
  await log.put(Array.from({ length: count }, () => inboxRow(sampleRecord())));
  await log.seal();
};
const checkpoints = async () =>
  (await log.database.owner.query('SELECT size, root, note FROM ledger_checkpoint ORDER BY size')).rows;

/** As the owner, with the triggers that guard the log off. */
async function tamper(...statements: string[]): Promise<void> {
  const off = ['audit_event', 'ledger_parts.audit_event_0', 'ledger_checkpoint'].map(
    (table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`,
  );
  for (const statement of [...off, ...statements]) await log.database.owner.query(statement);
}

describe('the signer', () => {
  it('signs the root of the log, so that its verifier key opens it, and publishes it', async () => {
    await grow(300);
    const signer = open();
    const signed = await signer.sign();
    expect(signed?.size).toBe(301n);
    const note = signed?.note ?? '';
    const key = parseVerifierKey(log.vkey);
    expect(key && isSignedBy(note, key)).toBe(true);
    const frontier = Frontier.empty();
    for (const row of await log.rows()) frontier.append(row.leaf_hash);
    expect(parseCheckpoint(note)).toEqual({ origin: ORIGIN, size: 301n, root: frontier.root() });
    expect(await checkpoints()).toEqual([{ size: '301', root: frontier.root(), note }]);
    expect(state()).toMatchObject({ origin: ORIGIN, size: '301', root: frontier.root().toString('hex') });
    expect(signer.note()).toBe(note);
  });

  it('has nothing to sign twice, and goes on from its file when it is started again', async () => {
    await open().sign();
    const again = open();
    expect(again.signedSize).toBe(1n);
    expect(await again.sign()).toBeNull();
    await grow(5);
    expect((await again.sign())?.size).toBe(6n);
    await grow(5);
    expect((await open().sign())?.size).toBe(11n);
    expect((await checkpoints()).map((row) => row.size)).toEqual(['1', '6', '11']);
  });

  it('publishes the same checkpoint again when it was killed between its file and the database', async () => {
    await grow(5);
    const signed = await open().sign();
    await tamper('DELETE FROM ledger_checkpoint');
    expect(await open().sign()).toEqual(signed);
    expect((await checkpoints()).map((row) => row.note)).toEqual([signed?.note]);
  });

  it('signs nothing when it cannot write down what it signs', async () => {
    await grow(5);
    const signer = open();
    rmSync(folder, { recursive: true });
    await expect(signer.sign()).rejects.toThrow(/ENOENT/);
    expect(await checkpoints()).toEqual([]);
    expect(signer.signedSize).toBe(0n);
  });
});

describe('the signer refuses', () => {
  const refusal = async (signer = open()) => {
    const before = [readFileSync(stateFile, 'utf8'), await checkpoints()];
    const error = await signer.sign().then(
      () => new Error('nothing was refused'),
      (reason: Error) => reason,
    );
    expect([readFileSync(stateFile, 'utf8'), await checkpoints()]).toEqual(before);
    expect(error).toBeInstanceOf(SignerRefusal);
    return error.message;
  };
  const RESET = 'UPDATE ledger_head SET size = 6, hash = (SELECT leaf_hash FROM audit_event WHERE seq = 5)';

  beforeEach(async () => {
    await grow(9);
    await open().sign();
  });

  it('a log that was cut', async () => {
    await tamper('DELETE FROM audit_event WHERE seq > 5', RESET);
    expect(await refusal()).toBe(
      'The log holds 6 events, and 10 were signed: it was cut, or an older backup was restored',
    );
  });

  it('a log that was cut and went on', async () => {
    await tamper('DELETE FROM audit_event WHERE seq > 5', RESET, 'DELETE FROM ledger_checkpoint');
    await grow(10);
    expect(await refusal()).toBe('Event 10 does not follow from what was signed up to 10');
  });

  it.each([
    ['an edited digest', 'UPDATE audit_event SET digest = leaf_hash WHERE seq = 12', 12],
    ['a digest that is none', "UPDATE audit_event SET digest = '' WHERE seq = 12", 12],
    ['an edited leaf', 'UPDATE audit_event SET leaf_hash = digest WHERE seq = 12', 12],
    ['an edited link', 'UPDATE audit_event SET prev = digest WHERE seq = 12', 12],
    ['an edited time', "UPDATE audit_event SET sealed_at = sealed_at + interval '1 s' WHERE seq = 12", 12],
    ['a time before 1970', "UPDATE audit_event SET sealed_at = '1960-01-01' WHERE seq = 12", 12],
  ])('new events with %s', async (_name, statement, seq) => {
    await grow(5);
    await tamper(statement);
    expect(await refusal()).toBe(`Event ${seq} does not follow from what was signed up to 10`);
  });

  it('new events of which one is missing', async () => {
    await grow(5);
    await tamper('DELETE FROM audit_event WHERE seq = 14');
    expect(await refusal()).toBe('Event 14 is missing from the log');
  });

  it('a log whose new events hang on another past', async () => {
    const signer = open();
    await grow(5);
    write({ ...state(), last: 'a'.repeat(64) });
    expect(await refusal()).toBe('Event 10 does not follow from what was signed up to 10');
    expect((await signer.sign())?.size).toBe(15n);
  });
});

describe('the signer does not start', () => {
  beforeEach(async () => {
    await grow(2);
    await open().sign();
  });

  it.each([
    ['without its file', () => rmSync(stateFile)],
    ['with an empty file', () => writeFileSync(stateFile, '')],
    ['with half a file', () => writeFileSync(stateFile, readFileSync(stateFile, 'utf8').slice(0, 40))],
    ['with a changed root', () => write({ ...state(), root: 'a'.repeat(64) })],
    ['with a changed size', () => write({ ...state(), size: '2' })],
    ['with a size that its hashes do not fit', () => write({ ...state(), size: '4' })],
    ['with hashes left out', () => write({ ...state(), frontier: [] })],
    ['with a changed hash', () => write({ ...state(), frontier: ['a'.repeat(64), 'b'.repeat(64)] })],
    ['with a field that nobody declared', () => write({ ...state(), more: 1 })],
  ])('%s, and says what to do', (_name, damage) => {
    damage();
    expect(() => open()).toThrow(/signer\.json is missing or damaged.*signs nothing\. Restore the file from a backup/);
  });

  it('with the file of another log', () => {
    expect(() => open('chainward/other')).toThrow(`The signer's state belongs to ${ORIGIN}, not to chainward/other`);
  });
});
