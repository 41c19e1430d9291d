import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Connection, createPool, type Pool } from '@/lib/db';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { type BuiltRecord, buildRecord, type EventContext, type EventDraft } from '../build-record';
import { encodeCheckpoint } from '../format/checkpoint';
import { Frontier } from '../format/merkle';
import { encodeVerifierKey, rawPublicKey, signNote } from '../format/note';
import { recordDigest } from '../format/record';
import { beginLog } from '../sequencer/begin-log';
import type { ForgeryReason, InboxRow } from '../sequencer/examine';
import { inOneTransaction } from '../sequencer/in-one-transaction';
import { sealBatch } from '../sequencer/seal-batch';
import { appendToLog, loadTail } from '../sequencer/tail';
import { macOf } from '../writer';

export const ORIGIN = 'chainward/0123456789ab';
export const WRITER = 'test-1';
const WRITER_KEY = Buffer.alloc(32, 7);
export const keyOf = (writer: string): Buffer => (writer === WRITER ? WRITER_KEY : Buffer.alloc(32));

type Actor = Partial<EventContext['actor']>;

/** An event of some kind; `now` far from the sealing time, so that the two are not taken for each other. */
export function sampleRecord(changes: Partial<EventDraft> = {}, actor: Actor = {}): BuiltRecord {
  const context = {
    actor: { type: 'system', name: 'test', method: 'none', ...actor },
    now: new Date('2026-11-20T08:15:30.123Z'),
  } as const;
  return buildRecord({ name: 'system.started', summary: 'It began.', ...changes }, context);
}

export type Waiting = Pick<InboxRow, 'event_id' | 'record' | 'digest' | 'writer' | 'mac'>;

/** A row of the inbox as its writer puts it there. */
export const inboxRow = ({ eventId, record }: Pick<BuiltRecord, 'eventId' | 'record'>): Waiting => {
  const digest = recordDigest(record);
  return { event_id: eventId, record, digest, writer: WRITER, mac: macOf(WRITER_KEY, digest) };
};

export async function putInInbox(db: Pick<Pool, 'query'>, rows: readonly Waiting[]): Promise<void> {
  const column = (name: keyof Waiting) => rows.map((row) => row[name]);
  await db.query(
    `INSERT INTO audit_inbox (event_id, record, digest, writer, mac)
     SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[])`,
    [column('event_id'), column('record'), column('digest'), column('writer'), column('mac')],
  );
}

export type SealedRow = {
  seq: string;
  event_id: string;
  record: Buffer;
  digest: Buffer;
  prev: Buffer;
  leaf_hash: Buffer;
  micros: string;
};

export type TestLog = {
  database: TestDatabase;
  pool: Pool;
  /** The keeper's own connection. */
  db: Connection;
  key: KeyObject;
  vkey: string;
  put(rows: readonly Waiting[]): Promise<void>;
  /** An event of the keeper's own, sealed past the inbox. */
  sealOwn(event: BuiltRecord): Promise<void>;
  /** Seals all that waits; tells how many rows each batch took. */
  seal(now?: Date): Promise<{ batches: number[]; forgeries: ForgeryReason[] }>;
  rows(from?: number): Promise<SealedRow[]>;
  /** Signs the log as it stands. */
  sign(): Promise<void>;
  close(): Promise<void>;
};

/** A log that has just begun, with neither keeper nor clock: each step is the test's own. */
export async function openTestLog(): Promise<TestLog> {
  const database = await createTestDatabase();
  const pool = createPool(database.url('keeper'), 'test-keeper', 3);
  const db = await pool.connect();
  const { privateKey: key } = generateKeyPairSync('ed25519');
  const vkey = encodeVerifierKey(ORIGIN, rawPublicKey(key));
  const first = sampleRecord({ name: 'system.ledger_started', details: { origin: ORIGIN, vkey } });
  await beginLog(db, { instance: '0123456789ab', origin: ORIGIN, vkey }, [first], new Date('2026-11-20T09:00:00Z'));

  const rows = async (from = 0) =>
    (
      await database.owner.query<SealedRow>(
        `SELECT seq, event_id, record, digest, prev, leaf_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros
         FROM audit_event WHERE seq >= $1 ORDER BY seq`,
        [from],
      )
    ).rows;
  return {
    database,
    pool,
    db,
    key,
    vkey,
    put: (waiting) => putInInbox(database.owner, waiting),
    rows,
    sealOwn: async (event) => {
      const tail = await loadTail(db);
      if (tail) await inOneTransaction(db, () => appendToLog(db, tail, [[event]], new Date('2026-11-20T09:00:01Z')));
    },
    seal: async (now = new Date('2026-11-20T09:00:01Z')) => {
      const batches: number[] = [];
      const forgeries: ForgeryReason[] = [];
      for (let tail = await loadTail(db); tail; ) {
        const sealed = await sealBatch(db, tail, {
          keyOf,
          now: () => now,
          onForgery: (problem) => forgeries.push(problem),
        });
        if (sealed.taken === 0) break;
        batches.push(sealed.taken);
        tail = sealed.tail;
      }
      return { batches, forgeries };
    },
    sign: async () => {
      const frontier = Frontier.empty();
      for (const row of await rows()) frontier.append(row.leaf_hash);
      const checkpoint = { origin: ORIGIN, size: frontier.size, root: frontier.root() };
      await database.owner.query('INSERT INTO ledger_checkpoint VALUES ($1, $2, $3, $4, now())', [
        ORIGIN,
        checkpoint.size,
        checkpoint.root,
        signNote(encodeCheckpoint(checkpoint), ORIGIN, key),
      ]);
    },
    close: async () => {
      db.release();
      await pool.end();
      await database.drop();
    },
  };
}
