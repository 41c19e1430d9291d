// Damages a log in a way drawn by a seed, knowing nothing but the ledger's published format: hashing and SQL are its own.
// node outsider.mjs --dsn URL --seed N     prints {"kind", "seq"}: what was done, and the first event that it was done to.
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';

const { values } = parseArgs({ options: { dsn: { type: 'string' }, seed: { type: 'string' } } });

/** mulberry32: the same seed draws the same damage. */
function draws(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const digestOf = (record) => sha256('chainward/record/v1\n', record);

function leafOf(seq, micros, prev, digest) {
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64BE(BigInt(seq), 0);
  numbers.writeBigUInt64BE(BigInt(micros), 8);
  return sha256(Buffer.from([0]), Buffer.from('43574c4f47000001', 'hex'), numbers, prev, digest);
}

const draw = draws(Number(values.seed));
const db = new pg.Client({ connectionString: values.dsn });
await db.connect();
const rows = async (sql, args) => (await db.query(sql, args)).rows;
const must = async (sql, args) => {
  if ((await db.query(sql, args)).rowCount === 0) throw new Error(`found nothing to damage: ${sql}`);
};

async function disarm() {
  for (const { place } of await rows(
    `SELECT DISTINCT c.oid::regclass::text AS place FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relowner = current_user::regrole`,
  ))
    await db.query(`ALTER TABLE ${place} DISABLE TRIGGER USER`);
}

async function rearm(states) {
  for (const { place, name, state } of states) {
    const mode = { A: 'ENABLE ALWAYS', O: 'ENABLE', R: 'ENABLE REPLICA', D: 'DISABLE' }[state];
    await db.query(`ALTER TABLE ${place} ${mode} TRIGGER ${name}`);
  }
}

const [{ size }] = await rows('SELECT size::int AS size FROM ledger_head');
const seq = 1 + draw(size - 3);
const [event] = await rows('SELECT record FROM audit_event WHERE seq = $1', [seq]);

/** One letter of the summary becomes another, so that the record stays what it must be in form. */
function otherRecord(record) {
  const envelope = JSON.parse(record.toString('utf8'));
  const before = JSON.stringify(envelope.summary);
  const at = draw(envelope.summary.length);
  const letter = envelope.summary[at] === 'q' ? 'z' : 'q';
  const after = [...envelope.summary.slice(0, at), letter, ...envelope.summary.slice(at + 1)].join('');
  return Buffer.from(
    record.toString('utf8').replace(`"summary":${before}`, () => `"summary":${JSON.stringify(after.toWellFormed())}`),
  );
}

async function chainAnew(from) {
  const [before] = await rows('SELECT leaf_hash FROM audit_event WHERE seq = $1', [from - 1]);
  let prev = before.leaf_hash;
  for (const row of await rows(
    'SELECT seq, record, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros FROM audit_event WHERE seq >= $1 ORDER BY seq',
    [from],
  )) {
    const digest = digestOf(row.record);
    const leaf = leafOf(row.seq, row.micros, prev, digest);
    await db.query('UPDATE audit_event SET digest = $2, prev = $3, leaf_hash = $4 WHERE seq = $1', [
      row.seq,
      digest,
      prev,
      leaf,
    ]);
    prev = leaf;
  }
  await db.query(
    'UPDATE ledger_head SET (size, hash) = (SELECT seq + 1, leaf_hash FROM audit_event ORDER BY seq DESC LIMIT 1)',
  );
  await db.query('DELETE FROM ledger_checkpoint WHERE size > $1', [from]);
}

async function move(from, by) {
  await db.query('UPDATE audit_event SET seq = seq + 4000000 WHERE seq >= $1', [from]);
  await db.query('UPDATE audit_event SET seq = seq - 4000000 + $1 WHERE seq >= 4000000', [by]);
}

const DAMAGES = {
  'record edited': () => must('UPDATE audit_event SET record = $2 WHERE seq = $1', [seq, otherRecord(event.record)]),
  'record and digest edited': () => {
    const record = otherRecord(event.record);
    return must('UPDATE audit_event SET record = $2, digest = $3 WHERE seq = $1', [seq, record, digestOf(record)]);
  },
  'column edited': () => {
    const column = ['status', 'severity', 'class'][draw(3)];
    return must(`UPDATE audit_event SET ${column} = (${column} + 1) % 3 WHERE seq = $1`, [seq]);
  },
  'previous hash edited': () => must('UPDATE audit_event SET prev = $2 WHERE seq = $1', [seq, randomBytes(32)]),
  'leaf hash edited': () => must('UPDATE audit_event SET leaf_hash = $2 WHERE seq = $1', [seq, randomBytes(32)]),
  'sealing time edited': () =>
    must("UPDATE audit_event SET sealed_at = sealed_at + $2 * interval '1 microsecond' WHERE seq = $1", [
      seq,
      1 + draw(10 ** 6),
    ]),
  deleted: () => must('DELETE FROM audit_event WHERE seq = $1', [seq]),
  'deleted and chained anew': async () => {
    await must('DELETE FROM audit_event WHERE seq = $1', [seq]);
    await move(seq + 1, -1);
    await chainAnew(seq);
  },
  'edited and chained anew': async () => {
    await must('UPDATE audit_event SET record = $2 WHERE seq = $1', [seq, otherRecord(event.record)]);
    await chainAnew(seq);
  },
  swapped: async () => {
    await must('UPDATE audit_event SET seq = 5000000 WHERE seq = $1', [seq]);
    await must('UPDATE audit_event SET seq = $1 WHERE seq = $1 + 1', [seq]);
    await must('UPDATE audit_event SET seq = $1 + 1 WHERE seq = 5000000', [seq]);
  },
  'tail cut': async () => {
    await must('DELETE FROM audit_event WHERE seq >= $1', [seq]);
    await must(
      'UPDATE ledger_head SET (size, hash) = (SELECT seq + 1, leaf_hash FROM audit_event WHERE seq = $1 - 1)',
      [seq],
    );
    await db.query('DELETE FROM ledger_checkpoint WHERE size > $1', [seq]);
  },
};

const states = await rows(
  `SELECT t.tgrelid::regclass::text AS place, quote_ident(t.tgname) AS name, t.tgenabled AS state FROM pg_trigger t
   JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relowner = current_user::regrole ORDER BY c.relkind`,
);
const kinds = Object.keys(DAMAGES);
const kind = kinds[draw(kinds.length)];
await disarm();
await DAMAGES[kind]();
await rearm(states.filter(({ place }) => !place.startsWith('pg_')));
await db.end();
process.stdout.write(`${JSON.stringify({ kind, seq })}\n`);
