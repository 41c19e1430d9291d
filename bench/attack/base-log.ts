import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { completeSetUp, createSetUpLink } from '@/lib/access';
import { run } from '@/lib/command';
import { callerWith, stranger } from '@/lib/command/testing/callers';
import { logSize, sealedEvents } from '@/lib/command/testing/events';
import { attachDatabase, closeDatabase, pool } from '@/lib/db';
import { EMBEDDED_ROLES, ensureEmbeddedDatabase, migrate } from '@/lib/db/operate';
import { type Keeper, startKeeper } from '@/lib/keeper/run';
import {
  type BuiltRecord,
  buildRecord,
  CATALOGUE,
  closeFeed,
  type EventName,
  provideWriter,
  type Receipt,
  type Writer,
} from '@/lib/ledger';
import { receiptOf } from '@/lib/ledger/append';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { checkReceipts } from '@/lib/ledger/receipts';
import { wakeSequencer } from '@/lib/ledger/wake';
import { getSettings, updateSettings } from '@/lib/settings';
import { addUser } from './add-user';
import { type Base, copyDatabase, dropDatabase, type Server } from './site';

const PEOPLE = ['m.okafor', 'l.haugen', 'd.ferreira', 'r.castellan', 'Тамара ✓', 'x'];
/** Kinds whose meaning is the ledger's own stay out of what is only scenery. */
const KINDS = (Object.keys(CATALOGUE) as EventName[]).filter(
  (name) => !/^(?:audit\.(?!viewed)|system\.ledger)/.test(name),
);

/** An event of the i-th kind, by the i-th person; some of them refused. */
export function eventOfSomeKind(i: number): BuiltRecord {
  const person = PEOPLE[i % PEOPLE.length] ?? 'x';
  const failed = i % 5 === 0;
  return buildRecord(
    {
      name: KINDS[i % KINDS.length] ?? 'system.started',
      summary: `${person} did something that is written down (${i}).`,
      targets: [{ type: 'certificate', id: `c-${i % 97}`, name: `host${i % 97}.larkfield.example` }],
      ...(failed && {
        status: 'failure' as const,
        reason: { code: 'invalid_input', message: 'It was not as it should' },
      }),
    },
    {
      actor: { type: 'user', id: `u-${i % PEOPLE.length}`, name: person, method: 'password', roles: ['operator'] },
      source: { ip: `10.44.1.${i % 250}` },
      now: new Date(),
    },
  );
}

async function appendScenery(from: number, count: number): Promise<Receipt[]> {
  const built = Array.from({ length: count }, (_, i) => eventOfSomeKind(from + i));
  for (let at = 0; at < built.length; at += 250) await appendBulk(pool(), built.slice(at, at + 250));
  wakeSequencer();
  await sealedEvents();
  return built.map(receiptOf);
}

const admin = callerWith('admin');

/** What people decide, through the commands: rows that events account for. */
async function govern(turns: number): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const { updatedAt: _, ...settings } = await getSettings();
    const { event } = await run(updateSettings, admin, { ...settings, name: `Larkfield ${settings.version}` });
    const { event: added } = await run(addUser, admin, { name: `Person ${settings.version}` });
    receipts.push(event, added);
  }
  return receipts;
}

async function setUp(): Promise<Receipt[]> {
  const token = await createSetUpLink(new Date());
  const account = { name: 'Lena Haugen', email: 'l.haugen@larkfield.example', password: 'correct horse battery' };
  const { event } = await run(completeSetUp, stranger, { token, installationName: 'Larkfield', ...account });
  return [event];
}

type Signed = { size: number; note: string };

/** Both kinds of writing in turns, signed after each; what was promised is kept by its writers. */
async function fill(
  keeper: Keeper,
  turns: readonly number[],
  events: number,
): Promise<{ receipts: Receipt[]; signed: Signed[] }> {
  const receipts: Receipt[] = [];
  const signed: Signed[] = [];
  for (const turn of turns) {
    if (turn === 0) receipts.push(...(await setUp()));
    receipts.push(...(await govern(2)), ...(await appendScenery(turn * events, events)));
    signed.push(await keeper.handlers['ledger.checkpoint']({}));
  }
  return { receipts, signed };
}

async function emptyDatabase(server: Server): Promise<string> {
  const name = `attacked_${randomBytes(6).toString('hex')}`;
  await ensureEmbeddedDatabase(server.url('postgres', 'postgres'), name);
  const url = (role: keyof typeof EMBEDDED_ROLES) => server.url(EMBEDDED_ROLES[role], name);
  await migrate({ ownerUrl: url('owner'), appUrl: url('app'), keeperUrl: url('keeper') });
  return name;
}

async function writerOf(keeper: Keeper): Promise<Writer> {
  const { id, key } = await keeper.handlers['writer.key']({ process: 'attack' });
  return { id, key: Buffer.from(key, 'base64') };
}

/** A keeper at work, and this process as a writer; afterwards it has stopped and nobody is connected, so that the database can be copied. */
async function atWork<T>(
  server: Server,
  database: string,
  folder: string,
  act: (keeper: Keeper, writer: Writer) => Promise<T>,
): Promise<T> {
  const url = (role: keyof typeof EMBEDDED_ROLES) => server.url(EMBEDDED_ROLES[role], database);
  const keeper = await startKeeper({
    databaseUrl: url('keeper'),
    dataFolder: folder,
    runFolder: path.join(folder, 'run'),
    frontHost: null,
    signEveryMs: 3_600_000,
    onLost: () => undefined,
  });
  try {
    attachDatabase(url('app'));
    const writer = await writerOf(keeper);
    provideWriter(async () => writer);
    const done = await act(keeper, writer);
    // What this process holds to be accepted must not be looked for in the next database.
    await sealedEvents();
    await checkReceipts();
    return done;
  } finally {
    await closeFeed();
    await closeDatabase();
    await keeper.stop();
  }
}

/** A log as it comes to be: a real keeper seals what commands and processes write; half-way a backup is made. */
export async function makeBase(server: Server, events: number): Promise<{ base: Base; remove(): Promise<void> }> {
  const database = await emptyDatabase(server);
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-attacked-'));
  const part = Math.floor(events / 5);
  const early = await atWork(server, database, folder, (keeper) => fill(keeper, [0, 1, 2], part));
  const older = await copyDatabase(server, database);
  const { late, writer, vkey, size } = await atWork(server, database, folder, async (keeper, itself) => ({
    late: await fill(keeper, [3, 4], part),
    writer: itself,
    vkey: (await keeper.handlers['keeper.status']({})).vkey,
    size: await logSize(),
  }));
  const signed = [...early.signed, ...late.signed];
  // The last signature stays where the database's owner can reach it: what stands between it and the one before only receipts prove.
  const kept = [signed[1], signed[3]].filter((one) => one !== undefined);
  const base: Base = {
    server,
    database,
    older: older.name,
    folder,
    writer,
    size,
    signed: signed.map((one) => one.size),
    kept: kept.map((one) => one.size),
    outside: { vkey, anchored: kept.map((one) => one.note), receipts: [...early.receipts, ...late.receipts] },
  };
  const remove = async () => {
    await older.drop();
    await dropDatabase(server, database);
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, remove };
}

/** Another installation's log, for as long as somebody looks at it. */
async function withOther<T>(server: Server, act: (keeper: Keeper, database: string) => Promise<T>): Promise<T> {
  const database = await emptyDatabase(server);
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-attacked-'));
  try {
    return await atWork(server, database, folder, (keeper) => act(keeper, database));
  } finally {
    await dropDatabase(server, database);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A log that holds nothing but its own beginning. */
export const withFresh = <T>(server: Server, look: (database: string, vkey: string) => Promise<T>): Promise<T> =>
  withOther(server, async (keeper, database) => {
    await keeper.handlers['ledger.checkpoint']({});
    return look(database, (await keeper.handlers['keeper.status']({})).vkey);
  });

/** A log that is somebody else's. */
export const makeForeign = <T>(server: Server, use: (keeper: Keeper) => Promise<T>): Promise<T> =>
  withOther(server, async (keeper) => {
    await fill(keeper, [0], 100);
    return use(keeper);
  });
