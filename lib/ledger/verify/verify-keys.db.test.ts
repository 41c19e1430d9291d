import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '@/lib/db';
import { encodeCheckpoint } from '../format/checkpoint';
import { encodeVerifierKey, rawPublicKey, signNote } from '../format/note';
import { verdictAfter } from '../testing/damage';
import { inboxRow, ORIGIN, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { rootAt, unguarded } from '../testing/tamper';
import { verifyLog } from './verify-log';

const keyPair = () => generateKeyPairSync('ed25519').privateKey;
const vkeyOf = (key: KeyObject) => encodeVerifierKey(ORIGIN, rawPublicKey(key));

let log: TestLog;
const [second, third, foreign] = [keyPair(), keyPair(), keyPair()];

async function signAs(db: Connection, size: number, keys: readonly KeyObject[]): Promise<void> {
  const text = encodeCheckpoint({ origin: ORIGIN, size: BigInt(size), root: await rootAt(db, size) });
  const lines = keys.map((key) => signNote(text, ORIGIN, key).slice(text.length + 1)).join('');
  await db.query('INSERT INTO ledger_checkpoint VALUES ($1, $2, $3, $4, now())', [
    ORIGIN,
    size,
    await rootAt(db, size),
    `${text}\n${lines}`,
  ]);
}

const grow = async (count: number) => {
  await log.put(Array.from({ length: count }, () => inboxRow(sampleRecord())));
  await log.seal();
};

async function rotate(from: KeyObject, to: KeyObject): Promise<number> {
  const details = { origin: ORIGIN, oldVkey: vkeyOf(from), newVkey: vkeyOf(to) };
  await log.sealOwn(sampleRecord({ name: 'audit.key_rotated', summary: 'The key was changed.', details }));
  await log.database.owner.query('UPDATE ledger_head SET vkey = $1', [vkeyOf(to)]);
  return (await log.rows()).length;
}

let [firstLink, secondLink] = [0, 0];
beforeAll(async () => {
  log = await openTestLog();
  const owner = await log.database.owner.connect();
  await grow(20);
  await signAs(owner, 21, [log.key]);
  firstLink = await rotate(log.key, second);
  await signAs(owner, firstLink, [log.key, second]);
  await grow(20);
  await signAs(owner, 40, [second]);
  secondLink = await rotate(second, third);
  await signAs(owner, secondLink, [second, third]);
  await grow(20);
  await signAs(owner, 60, [third]);
  owner.release();
});
afterAll(() => log.close());

/** The signatures over one size are made again by others. */
const resign = (size: number, keys: readonly KeyObject[]) => async (db: Connection) => {
  await db.query('DELETE FROM ledger_checkpoint WHERE size = $1', [size]);
  if (keys.length > 0) await signAs(db, size, keys);
};
const signatures = (findings: readonly { seq: number | null; damage: string }[]) =>
  findings.map(({ seq, damage }) => [seq, damage]);

describe('a log whose key was changed twice', () => {
  it('is intact whichever of its keys is known from outside', async () => {
    for (const key of [log.key, second, third]) {
      const report = await verifyLog({ db: log.db, vkey: vkeyOf(key) });
      expect(report).toMatchObject({ verdict: 'unanchored', findings: [], pinned: true, checkpoints: 5 });
    }
  });

  it('does not know any other key', async () => {
    const report = await verifyLog({ db: log.db, vkey: vkeyOf(foreign) });
    expect(report).toMatchObject({ verdict: 'broken', pinned: false, firstBad: { damage: 'signature' } });
  });

  it('goes on between two of its keys from where an earlier pass ended', async () => {
    const owner = await log.database.owner.connect();
    try {
      await owner.query('BEGIN');
      await unguarded(owner, async () => {
        await owner.query('DELETE FROM audit_event WHERE seq >= 30');
        await owner.query('DELETE FROM ledger_checkpoint WHERE size > 30');
        await owner.query(
          'UPDATE ledger_head SET size = 30, vkey = $1, hash = (SELECT leaf_hash FROM audit_event WHERE seq = 29)',
          [vkeyOf(second)],
        );
      });
      const { state } = await verifyLog({ db: owner, vkey: log.vkey });
      await owner.query('ROLLBACK');
      const report = await verifyLog({ db: owner, vkey: log.vkey, state: state ?? undefined });
      expect(report).toMatchObject({ verdict: 'unanchored', findings: [], from: 30, pinned: true });
    } finally {
      owner.release();
    }
  });

  it.each([
    ['the old key alone after the change', () => resign(40, [log.key]), [[39, 'signature']]],
    [
      'the new key alone over the change',
      () => resign(firstLink, [second]),
      [
        [20 + 1, 'signature'],
        [20 + 1, 'signature'],
      ],
    ],
    [
      'the old key alone over the change',
      () => resign(firstLink, [log.key]),
      [
        [20 + 1, 'signature'],
        [20 + 1, 'signature'],
      ],
    ],
    ['the new key before the change', () => resign(21, [second]), [[20, 'signature']]],
    ['a key that nobody knows', () => resign(60, [foreign]), [[59, 'signature']]],
    ['nobody over the change', () => resign(firstLink, []), [[20 + 1, 'signature']]],
  ] as const)('is broken when signed by %s', async (_name, damage, findings) => {
    const report = await verdictAfter(log, damage());
    expect(report.verdict).toBe('broken');
    expect(signatures(report.findings)).toEqual(findings);
  });

  it('may be signed by others as well', async () => {
    expect(await verdictAfter(log, resign(60, [foreign, third]))).toMatchObject({
      verdict: 'unanchored',
      findings: [],
    });
  });

  it('waits for the checkpoint that links a new key, as long as nothing later is signed', async () => {
    const damage = async (db: Connection) => {
      await db.query('DELETE FROM ledger_checkpoint WHERE size >= $1', [secondLink]);
    };
    expect(await verdictAfter(log, damage)).toMatchObject({ verdict: 'unanchored', findings: [] });
  });
});

it('a change of keys that does not follow from the key before is told', async () => {
  const other = await openTestLog();
  try {
    const details = { origin: ORIGIN, oldVkey: vkeyOf(foreign), newVkey: vkeyOf(third) };
    await other.sealOwn(sampleRecord({ name: 'audit.key_rotated', summary: 'x', details }));
    expect(await verifyLog({ db: other.db, vkey: other.vkey })).toMatchObject({
      verdict: 'broken',
      firstBad: { seq: 1, damage: 'signature' },
    });
  } finally {
    await other.close();
  }
});

it('who says without being the keeper that the key was changed, or was refused to change it, changes no key', async () => {
  const other = await openTestLog();
  try {
    const details = { origin: ORIGIN, oldVkey: other.vkey, newVkey: vkeyOf(foreign) };
    const said = (status: 'success' | 'denied') =>
      inboxRow(sampleRecord({ name: 'audit.key_rotated', summary: 'x', status, details }));
    await other.put([said('success'), said('denied')]);
    expect((await other.seal()).forgeries).toEqual(['keeper']);
    await other.sign();
    const report = await verifyLog({ db: other.db, vkey: other.vkey });
    expect(report).toMatchObject({ verdict: 'unanchored', findings: [], size: 3, pinned: true });
  } finally {
    await other.close();
  }
});
