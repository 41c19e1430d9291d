import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '@/lib/core/ids';
import { type Connection, pool } from '@/lib/db';
import { waitUntilSealed } from '../feed';
import { type LiveLog, openLiveLog } from '../testing/live-log';
import { newFolder, openRecorder, recordMany } from '../testing/requests';
import { checkSegment, proveRequest, verifyRequest } from '.';

let log: LiveLog;
beforeAll(async () => {
  log = await openLiveLog();
});
afterAll(() => log.close());

async function sealedSegment(count = 5): Promise<{ ids: string[]; segment: string }> {
  const recorder = await openRecorder(newFolder());
  const ids = recordMany(recorder, count);
  await recorder.flush();
  const { rows } = await pool().query<{ segment: string }>(
    'SELECT segment FROM service_request WHERE request_id = $1',
    [ids[0]],
  );
  const segment = rows[0]?.segment ?? '';
  await waitUntilSealed([segment]);
  return { ids, segment };
}

/** By the owner, with every trigger off for as long as it takes. */
async function asOwner(act: (db: Connection) => Promise<unknown>): Promise<void> {
  const db = await log.database.owner.connect();
  try {
    const { rows } = await db.query<{ relation: string; name: string }>(
      `SELECT tgrelid::regclass::text AS relation, tgname AS name FROM pg_trigger
       WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relname ~ '^service_request(_[0-9]+)?$')`,
    );
    for (const { relation, name } of rows) await db.query(`ALTER TABLE ${relation} DISABLE TRIGGER ${name}`);
    await act(db);
    for (const { relation, name } of rows) await db.query(`ALTER TABLE ${relation} ENABLE ALWAYS TRIGGER ${name}`);
  } finally {
    db.release();
  }
}

const DAMAGES: [string, string, { position: number | null; problem: string }][] = [
  [
    'an edited row',
    `UPDATE service_request SET record = convert_to(replace(convert_from(record, 'UTF8'), 'GET', 'PUT'), 'UTF8') WHERE segment = $1 AND position = 2`,
    { position: 2, problem: 'its hash is not that of its bytes' },
  ],
  [
    'an edited row with its hash',
    `UPDATE service_request SET record = r, leaf_hash = sha256('\\x00'::bytea || r) FROM (SELECT convert_to(replace(convert_from(record, 'UTF8'), 'GET', 'PUT'), 'UTF8') AS r
       FROM service_request WHERE segment = $1 AND position = 2) AS s WHERE segment = $1 AND position = 2`,
    { position: null, problem: 'the rows do not give the root that the event holds' },
  ],
  [
    'an edited column',
    `UPDATE service_request SET actor_id = 'x' WHERE segment = $1 AND position = 1`,
    { position: 1, problem: 'a column says other than its bytes' },
  ],
  [
    'an edited time',
    `UPDATE service_request SET occurred_at = occurred_at + interval '1 microsecond' WHERE segment = $1 AND position = 1`,
    { position: 1, problem: 'a column says other than its bytes' },
  ],
  [
    'an edited certificate',
    'UPDATE service_request SET certificate = NULL WHERE segment = $1 AND position = 1',
    { position: 1, problem: 'a column says other than its bytes' },
  ],
  [
    'a deleted row',
    'DELETE FROM service_request WHERE segment = $1 AND position = 2',
    { position: 2, problem: 'a row is missing' },
  ],
  [
    'a deleted last row',
    'DELETE FROM service_request WHERE segment = $1 AND position = 4',
    { position: 4, problem: 'rows are missing at the end' },
  ],
  [
    'all rows deleted',
    'DELETE FROM service_request WHERE segment = $1',
    { position: 0, problem: 'rows are missing at the end' },
  ],
  [
    'an added row',
    `INSERT INTO service_request SELECT segment, 5, request_id, occurred_at, actor_id, certificate, record, leaf_hash FROM service_request WHERE segment = $1 AND position = 0`,
    { position: 5, problem: 'there are more rows than the event counts' },
  ],
];

describe('checkSegment', () => {
  it.each(DAMAGES)('names %s', async (_name, sql, expected) => {
    const { segment } = await sealedSegment();
    expect(await checkSegment(segment)).toEqual({ verdict: 'ok', count: 5 });
    await asOwner(async (db) => expect((await db.query(sql, [segment])).rowCount).toBeGreaterThan(0));
    expect(await checkSegment(segment)).toEqual({ verdict: 'broken', ...expected });
  });

  it('does not take rows without an event, or under one of another kind, for good', async () => {
    expect(await checkSegment(uuidv7())).toMatchObject({ verdict: 'missing' });
    const [first] = await log.rows();
    expect(await checkSegment(first?.event_id ?? '')).toMatchObject({
      verdict: 'broken',
      problem: expect.stringMatching(/not one/),
    });
  });
});

describe('a proof', () => {
  it('fails for every part that is another', async () => {
    const { ids } = await sealedSegment(7);
    const proof = await proveRequest(ids[3] ?? '');
    if (!proof) throw new Error('there is no proof');
    expect(verifyRequest(proof)).toBeNull();
    const other = await proveRequest((await sealedSegment(7)).ids[3] ?? '');
    const changed = [
      { row: proof.row.replace('GET', 'PUT') },
      { position: 4 },
      { position: -1 },
      { count: 8 },
      { segment: uuidv7() },
      { path: proof.path.slice(1) },
      { path: [...proof.path, 'ab'.repeat(32)] },
      { path: ['xy'] },
      { event: other?.event ?? '' },
      { event: proof.event.replace('"count":7', '"count":8') },
      { event: '{}' },
    ];
    for (const change of changed) expect(verifyRequest({ ...proof, ...change }), JSON.stringify(change)).not.toBeNull();
  });

  it('is not given of what is unknown', async () => {
    expect(await proveRequest(uuidv7())).toBeNull();
  });
});

describe('the table', () => {
  const app = () => pool();
  const COLUMNS = 'position, request_id, occurred_at, actor_id, certificate, record, leaf_hash FROM service_request';

  it('takes no row without its event in the same transaction', async () => {
    const { segment } = await sealedSegment();
    const fresh = uuidv7();
    await app().query("SELECT chainward_ensure_request_partitions((now() AT TIME ZONE 'UTC')::date)");
    for (const into of [fresh, segment])
      await expect(
        app().query(`INSERT INTO service_request SELECT $1::uuid, 100 + ${COLUMNS} WHERE segment = $2`, [
          into,
          segment,
        ]),
      ).rejects.toThrow(/no event of this transaction accounts for service_request/);
  });

  it('gives the application nothing but reading and adding', async () => {
    for (const sql of [
      'UPDATE service_request SET position = 1',
      'DELETE FROM service_request',
      'TRUNCATE service_request',
    ])
      await expect(app().query(sql)).rejects.toThrow(/permission denied/);
  });

  it('refuses its owner every change, in every partition', async () => {
    const { segment } = await sealedSegment();
    const part = (
      await log.database.owner.query<{ name: string }>(
        'SELECT tableoid::regclass::text AS name FROM service_request WHERE segment = $1',
        [segment],
      )
    ).rows[0]?.name;
    expect(part).toMatch(/^ledger_parts\.service_request_\d{8}$/);
    for (const table of ['service_request', part])
      for (const sql of [`UPDATE ${table} SET position = 99`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
        await expect(log.database.owner.query(sql)).rejects.toThrow(/append-only/);
    const triggers = await log.database.owner.query(
      'SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal ORDER BY 1',
      [part],
    );
    expect(triggers.rows).toEqual([
      { tgname: 'chainward_no_change', tgenabled: 'A' },
      { tgname: 'chainward_no_truncate', tgenabled: 'A' },
    ]);
  });

  it('has a partition for a day and the next, made once however many ask, and none for a clock that went wrong', async () => {
    const ask = "SELECT chainward_ensure_request_partitions((now() AT TIME ZONE 'UTC')::date - 100) AS made";
    const answers = await Promise.all([app().query(ask), app().query(ask), app().query(ask)]);
    expect(answers.map(({ rows }) => rows[0].made).sort()).toEqual([0, 0, 2]);
    for (const day of ['1970-01-01', '2199-01-01'])
      await expect(app().query('SELECT chainward_ensure_request_partitions($1)', [day])).rejects.toThrow(
        /no day of which/,
      );
  });
});
