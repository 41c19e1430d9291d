import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Connection, createPool } from '@/lib/db';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { isSignedBy, openNote, parseVerifierKey } from '@/lib/ledger/format/note';
import { type OwnEvent, OwnEvents } from '@/lib/ledger/sequencer/append-own';
import { loadTail } from '@/lib/ledger/sequencer/tail';
import { beginFirstLog } from './begin';
import { logIdentity, readHead, vkeyOf } from './identity';
import { keeperEvent } from './keeper-event';
import { KeyStore } from './key-store';
import { KeyRotation } from './rotation';
import { Signer } from './signer';
import { Faults } from './testing/faults';

const faults = vi.hoisted(() => ({ step: <T>(work: () => T): T => work() }));
vi.mock('@/lib/core/files', async (original) => {
  const real = await original<typeof import('@/lib/core/files')>();
  return {
    ...real,
    writeDurably: (...given: Parameters<typeof real.writeDurably>) => faults.step(() => real.writeDurably(...given)),
  };
});

let database: TestDatabase;
let folder: string;
const machine = new Faults();
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'cw-rotation-'));
  faults.step = (work) => machine.step(work);
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything a keeper holds, read anew from disk and database; each statement and each file is a step that can be its last. */
async function openKeeper(
  use: (keeper: {
    store: KeyStore;
    signer: Signer;
    rotation: KeyRotation;
    append: (own: OwnEvent) => Promise<bigint>;
  }) => Promise<void>,
) {
  const pool = createPool(database.url('keeper'), 'test', 3);
  const connection = await pool.connect();
  const [db, faultyPool] = [machine.around<Connection>(connection), machine.around(pool)];
  try {
    const store = KeyStore.open(folder);
    const identity = logIdentity(store, folder);
    const { origin, stateFile } = identity;
    const signer = new Signer({ pool: faultyPool, origin, key: () => store.ledgerKey(), stateFile });
    if (!(await readHead(db))) await beginFirstLog(db, identity, vkeyOf(origin, store.ledgerKey()), 0n, new Date());
    const append = async (own: OwnEvent) => {
      const tail = await loadTail(db);
      if (!tail) throw new Error('there is no log');
      const events = new OwnEvents();
      const sealed = events.add(own);
      sealed.catch(() => undefined);
      await events.appendNext(db, tail, new Date(), () => undefined);
      return sealed;
    };
    await use({ store, signer, append, rotation: new KeyRotation({ store, signer, db: faultyPool, origin, append }) });
  } finally {
    connection.release(true);
    await pool.end();
  }
}

type Checkpoint = { size: string; note: string };
const checkpoints = async () =>
  (await database.owner.query<Checkpoint>('SELECT size, note FROM ledger_checkpoint ORDER BY size')).rows;
const rotations = async () =>
  (await database.owner.query<{ seq: string; record: Buffer }>('SELECT seq, record FROM audit_event ORDER BY seq')).rows
    .map(({ seq, record }) => ({ seq: Number(seq), ...JSON.parse(record.toString()) }))
    .filter(({ activity }) => activity === 'key_rotated');

/** As somebody outside would: from the first key on, each change named by an event and signed for by both. */
async function expectChainOfKeys(): Promise<void> {
  const changes = await rotations();
  const notes = await checkpoints();
  const first = (await database.owner.query('SELECT record FROM audit_event WHERE seq = 0')).rows[0]?.record as Buffer;
  let vkey = JSON.parse(first.toString()).details.vkey as string;
  const signedBy = (note: string, key: string) => {
    const parsed = parseVerifierKey(key);
    return parsed !== null && isSignedBy(note, parsed);
  };
  for (const { size, note } of notes) {
    const change = changes.find(({ seq }) => seq + 1 === Number(size));
    expect(signedBy(note, vkey)).toBe(true);
    expect(openNote(note)?.signatures).toHaveLength(change ? 2 : 1);
    if (!change) continue;
    expect(change.details).toMatchObject({ oldVkey: vkey });
    vkey = change.details.newVkey;
    expect(signedBy(note, vkey)).toBe(true);
  }
  expect(changes.every(({ seq }) => notes.some(({ size }) => Number(size) === seq + 1))).toBe(true);
  expect((await readHead(database.owner))?.vkey).toBe(vkey);
  const keys = JSON.parse(readFileSync(path.join(folder, 'keys.json'), 'utf8'));
  expect(keys.keys.filter(({ id }: { id: string }) => id === 'ledger')).toHaveLength(1);
  expect(keys.pending).toBeUndefined();
  const store = KeyStore.open(folder);
  expect(vkeyOf(`chainward/${store.instance}`, store.ledgerKey())).toBe(vkey);
}

const grow = (append: (own: OwnEvent) => Promise<bigint>) =>
  append({
    event: keeperEvent({ name: 'system.started', summary: 'It began.' }, new Date()),
    effect: () => Promise.resolve(),
  });

describe('a change of the ledger key', () => {
  it('is an event, signed for by both keys, and the old one signs and opens nothing more', async () => {
    await openKeeper(async ({ store, signer, rotation, append }) => {
      await signer.sign();
      const before = readFileSync(path.join(folder, 'keys.json'), 'utf8');
      const rotated = await rotation.rotate({ reason: 'a yearly custom', by: 'lena' }, new Date());
      const opened = openNote(rotated.note);
      expect(opened?.signatures).toHaveLength(2);
      expect(await rotations()).toMatchObject([
        {
          seq: rotated.seq,
          details: { oldVkey: rotated.oldVkey, newVkey: rotated.newVkey, reason: 'a yearly custom' },
          claims: { actor: 'lena' },
        },
      ]);
      const writers = store.secret('writers');
      await grow(append);
      await signer.sign();
      await expectChainOfKeys();
      // An older copy of the keys does not open with what lies beside it now.
      const kek = readFileSync(path.join(folder, 'kek'), 'utf8');
      expect(before).not.toContain(kek);
      expect(KeyStore.open(folder).secret('writers')).toEqual(writers);
    });
  });

  it('that is killed between any two of its steps is ended by the next keeper', { timeout: 120_000 }, async () => {
    let step = 1;
    for (let struck = true; struck; step += 1) {
      await openKeeper(async ({ rotation, append, signer }) => {
        await grow(append);
        await signer.sign();
        await grow(append);
        machine.arm(step);
        await rotation.rotate({}, new Date()).catch(() => undefined);
        struck = machine.struck;
        machine.disarm();
      });
      const asked = (await rotations()).length;
      await openKeeper(async ({ rotation, signer, append }) => {
        await rotation.finish(new Date());
        await signer.sign();
        await expectChainOfKeys();
        await grow(append);
        await signer.sign();
        await expectChainOfKeys();
      });
      expect((await rotations()).length - asked).toBeLessThanOrEqual(1);
    }
    expect(step).toBeGreaterThan(12);
  });
});
