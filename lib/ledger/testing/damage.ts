import { generateKeyPairSync } from 'node:crypto';
import { canonicalize } from '@/lib/core/canonical-json';
import type { Connection } from '@/lib/db';
import { encodeCheckpoint } from '../format/checkpoint';
import { encodeEntry, leafHash } from '../format/entry';
import { signNote } from '../format/note';
import { recordDigest } from '../format/record';
import type { Report } from '../verify/verdict';
import { verifyLog } from '../verify/verify-log';
import { inboxRow, ORIGIN, openTestLog, sampleRecord, type TestLog } from './log';

export const SIZE = 600;
/** Where a row of 256 leaves has not begun, is not full, is full, and has one behind it. */
export const SIZES = [1, 2, 100, 130, 200, 255, 256, 257, 300, 512, SIZE];
export const SIGNED = [1, 130, 300, SIZE];

/** A log of 600 events, a second apart so that an order of times can be broken, signed now and then. */
export async function openSignedLog(
  at: (log: TestLog, size: number) => Promise<void> = async () => undefined,
): Promise<TestLog> {
  const log = await openTestLog();
  let size = 1;
  for (const next of SIZES) {
    await log.put(
      Array.from({ length: next - size }, (_, i) => inboxRow(sampleRecord({ summary: `number ${size + i}` }))),
    );
    await log.seal(new Date(Date.UTC(2026, 10, 20, 9, 0, next)));
    size = next;
    if (SIGNED.includes(size)) await log.sign();
    await at(log, size);
  }
  return log;
}

const TABLES = [
  'audit_event',
  'ledger_parts.audit_event_0',
  'ledger_checkpoint',
  'dim_actor',
  'dim_module',
  'dim_activity',
];

/** What the verifier says of damage that an owner of the database does with its triggers off; undone afterwards. */
export async function verdictAfter(log: TestLog, damage: (db: Connection) => Promise<unknown>): Promise<Report> {
  const db = await log.database.owner.connect();
  try {
    await db.query('BEGIN');
    for (const table of TABLES) await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await damage(db);
    return await verifyLog({ db, vkey: log.vkey });
  } finally {
    await db.query('ROLLBACK');
    db.release();
  }
}

/** Statements of which each must find something to damage. */
export const sql =
  (...statements: string[]) =>
  async (db: Connection) => {
    for (const statement of statements)
      if (!(await db.query(statement)).rowCount) throw new Error(`nothing to do: ${statement}`);
  };

export const recordOf = (seq: number, summary: string) =>
  Buffer.from(
    canonicalize({
      ...sampleRecord({ summary }).envelope,
      id: `01900000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    }),
  );

export async function edit(db: Connection, seq: number, bytes: Buffer, digest?: Buffer): Promise<void> {
  await db.query('UPDATE audit_event SET record = $2, digest = coalesce($3, digest) WHERE seq = $1', [
    seq,
    bytes,
    digest,
  ]);
}

/** An edit that leaves no trace in the rows: every link behind it is made again, and the head moved. */
export async function rechain(db: Connection, from: number): Promise<void> {
  const { rows } = await db.query(
    'SELECT seq, record, leaf_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM audit_event WHERE seq >= $1 ORDER BY seq',
    [from - 1],
  );
  let prev: Buffer = rows[0].leaf_hash;
  for (const row of rows.slice(1)) {
    const digest = recordDigest(row.record);
    const leaf = leafHash(encodeEntry(BigInt(row.seq), BigInt(row.micros), prev, digest));
    await db.query('UPDATE audit_event SET digest = $2, prev = $3, leaf_hash = $4 WHERE seq = $1', [
      row.seq,
      digest,
      prev,
      leaf,
    ]);
    prev = leaf;
  }
  await db.query('UPDATE ledger_head SET hash = $1', [prev]);
}

export async function forgeCheckpoint(
  db: Connection,
  size: number,
  root: Buffer,
  key = generateKeyPairSync('ed25519').privateKey,
): Promise<void> {
  const note = signNote(encodeCheckpoint({ origin: ORIGIN, size: BigInt(size), root }), ORIGIN, key);
  await db.query('INSERT INTO ledger_checkpoint VALUES ($1, $2, $3, $4, now())', [ORIGIN, size, root, note]);
}
