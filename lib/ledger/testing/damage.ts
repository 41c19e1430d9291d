import type { KeyObject } from 'node:crypto';
import { canonicalize } from '@/lib/core/canonical-json';
import type { Connection } from '@/lib/db';
import type { Report } from '../verify/verdict';
import { type VerifyOptions, verifyLog } from '../verify/verify-log';
import { inboxRow, ORIGIN, openTestLog, sampleRecord, type TestLog } from './log';
import { sign, unguarded } from './tamper';

export { edit, rechain } from './tamper';

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

/** What the verifier says of damage that an owner of the database does with its triggers off; undone afterwards. */
export async function verdictAfter(
  log: TestLog,
  damage: (db: Connection) => Promise<unknown>,
  options: Omit<VerifyOptions, 'db'> = {},
): Promise<Report> {
  const db = await log.database.owner.connect();
  try {
    await db.query('BEGIN');
    await unguarded(db, () => damage(db));
    return await verifyLog({ db, vkey: log.vkey, ...options });
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

export const forgeCheckpoint = (db: Connection, size: number, root: Buffer, key?: KeyObject): Promise<string> =>
  sign(db, { origin: ORIGIN, size, root }, key);
