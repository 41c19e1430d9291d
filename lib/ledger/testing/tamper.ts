import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Queryable } from '@/lib/db';
import { encodeCheckpoint } from '../format/checkpoint';
import { encodeEntry, leafHash, ZERO_HASH } from '../format/entry';
import { Frontier } from '../format/merkle';
import { signNote } from '../format/note';
import { recordDigest } from '../format/record';
import { storeTiles, Tiles } from '../sequencer/tiles';

// What a database administrator can do to a log by hand. The numbers stay below the first partition's end while they are moved.
const ASIDE = 8_000_000;

type Guard = { place: string; name: string; state: 'O' | 'A' | 'R' | 'D' };
const STATES = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA', D: 'DISABLE' } as const;

/** All of the database's own triggers off, and on again as they were: nothing shows afterwards but what was done. */
export async function unguarded<T>(db: Queryable, act: () => Promise<T>): Promise<T> {
  const { rows } = await db.query<Guard>(
    `SELECT t.tgrelid::regclass::text AS place, quote_ident(t.tgname) AS name, t.tgenabled AS state FROM pg_trigger t
     JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgname LIKE 'chainward%' ORDER BY c.relkind, 1`,
  );
  for (const { place, name } of rows) await db.query(`ALTER TABLE ${place} DISABLE TRIGGER ${name}`);
  const done = await act();
  // A partitioned table passes its state on, so its parts, which have their own, come after it.
  for (const { place, name, state } of rows) await db.query(`ALTER TABLE ${place} ${STATES[state]} TRIGGER ${name}`);
  return done;
}

/** A statement that must find something to damage. */
export async function damage(db: Queryable, statement: string, values: unknown[] = []): Promise<void> {
  if (!(await db.query(statement, values)).rowCount) throw new Error(`nothing to do: ${statement}`);
}

export async function edit(db: Queryable, seq: number, bytes: Buffer, digest?: Buffer): Promise<void> {
  await damage(db, 'UPDATE audit_event SET record = $2, digest = coalesce($3, digest) WHERE seq = $1', [
    seq,
    bytes,
    digest,
  ]);
}

/** Moves all events from a number on; nothing else of them changes. */
export async function renumber(db: Queryable, from: number, by: number): Promise<void> {
  await damage(db, 'UPDATE audit_event SET seq = seq + $2 WHERE seq >= $1', [from, ASIDE]);
  await damage(db, 'UPDATE audit_event SET seq = seq + $2::bigint - $1::bigint WHERE seq >= $1', [ASIDE, by]);
}

type Link = { seq: string; record: Buffer; leaf_hash: Buffer; micros: string };

/** An edit that leaves no trace in the rows: every link behind it is made again, and the head moved. */
export async function rechain(db: Queryable, from: number): Promise<void> {
  const { rows } = await db.query<Link>(
    'SELECT seq, record, leaf_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM audit_event WHERE seq >= $1 ORDER BY seq',
    [Math.max(0, from - 1)],
  );
  let prev: Buffer = from > 0 ? (rows.shift()?.leaf_hash ?? ZERO_HASH) : ZERO_HASH;
  const made: { seq: string; digest: Buffer; prev: Buffer; leaf: Buffer }[] = [];
  for (const { seq, record, micros } of rows) {
    const digest = recordDigest(record);
    const leaf = leafHash(encodeEntry(BigInt(seq), BigInt(micros), prev, digest));
    made.push({ seq, digest, prev, leaf });
    prev = leaf;
  }
  await db.query(
    `UPDATE audit_event e SET digest = r.digest, prev = r.prev, leaf_hash = r.leaf
     FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bytea[]) AS r(seq, digest, prev, leaf) WHERE e.seq = r.seq`,
    [
      made.map((row) => row.seq),
      made.map((row) => row.digest),
      made.map((row) => row.prev),
      made.map((row) => row.leaf),
    ],
  );
  await moveHead(db);
}

/** The head to wherever the events end now. */
export async function moveHead(db: Queryable): Promise<void> {
  await damage(
    db,
    `UPDATE ledger_head SET (size, hash, sealed_at) =
       (SELECT seq + 1, leaf_hash, sealed_at FROM audit_event ORDER BY seq DESC LIMIT 1)`,
  );
}

async function leaves(db: Queryable): Promise<Buffer[]> {
  const { rows } = await db.query<{ leaf_hash: Buffer }>('SELECT leaf_hash FROM audit_event ORDER BY seq');
  return rows.map((row) => row.leaf_hash);
}

/** The stored tree made again from the events. */
export async function retile(db: Queryable): Promise<void> {
  await db.query('DELETE FROM ledger_tile');
  await storeTiles(db, Tiles.empty().append(await leaves(db)));
}

export async function rootAt(db: Queryable, size: number): Promise<Buffer> {
  const frontier = Frontier.empty();
  for (const leaf of (await leaves(db)).slice(0, size)) frontier.append(leaf);
  return frontier.root();
}

/** Everything that can be made to agree without the keeper's key: links, tree, head; signatures that would contradict are gone. */
export async function rewrite(db: Queryable, from: number): Promise<void> {
  await rechain(db, from);
  await retile(db);
  await db.query('DELETE FROM ledger_checkpoint WHERE size > $1', [from]);
}

/** Signs with whatever key the attacker has. */
export async function sign(
  db: Queryable,
  { origin, size, root }: { origin: string; size: number; root: Buffer },
  key: KeyObject = generateKeyPairSync('ed25519').privateKey,
): Promise<string> {
  const note = signNote(encodeCheckpoint({ origin, size: BigInt(size), root }), origin, key);
  await db.query('INSERT INTO ledger_checkpoint (origin, size, root, note, signed_at) VALUES ($1, $2, $3, $4, now())', [
    origin,
    size,
    root,
    note,
  ]);
  return note;
}
