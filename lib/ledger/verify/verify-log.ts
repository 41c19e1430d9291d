import { AppError } from '@/lib/core/errors';
import type { Connection } from '@/lib/db';
import { archivedRanges } from './archived';
import { Findings } from './findings';
import { checkGuards } from './guards';
import { checkTables, hasHead } from './log-tables';
import { Names } from './names';
import { type Head, Pass, type VerifyOptions } from './pass';
import { checkReceipts } from './receipts';
import type { VerifyState } from './state';
import type { Report } from './verdict';

export type { VerifyOptions } from './pass';

/** A statement's worth: long enough that its beginning costs nothing, short enough not to hold back the database's cleaning. */
const SLICE = 16_384;

async function readHead(db: Connection): Promise<Head | null> {
  if (!(await hasHead(db))) return null;
  const { rows } = await db.query<Head & { size: string }>(
    `SELECT origin, vkey, size, coalesce(hash, '') AS hash FROM ledger_head`,
  );
  return rows[0] ? { ...rows[0], size: Number(rows[0].size) } : null;
}

async function readSignedSize(db: Connection): Promise<number> {
  const { rows } = await db.query<{ size: string | null }>(
    'SELECT max(size) AS size FROM ledger_checkpoint WHERE origin = (SELECT origin FROM ledger_head)',
  );
  return Number(rows[0]?.size ?? 0);
}

/** What a report says of a log that could not be read at all. */
const UNREAD = {
  firstBad: null,
  findings: [],
  origin: null,
  forkedFrom: null,
  size: 0,
  from: 0,
  root: null,
  checkpoints: 0,
  signedSize: 0,
  pinned: false,
  anchors: [],
  withheld: 0,
  receipts: { sealed: 0, waiting: 0 },
  state: null,
};

/** All slices, and what belongs between them. */
async function readAll(pass: Pass, { db, onProgress, onState, signal, ...options }: VerifyOptions): Promise<void> {
  const { size } = pass.head;
  await pass.resume();
  const archived = [...(options.archived ?? []), ...(await archivedRanges(db, size))];
  for (let from = pass.from, to: number; from < size; from = to) {
    signal?.throwIfAborted();
    const range = archived.find((one) => one.from <= from && from < one.to);
    const next = Math.min(size, ...archived.filter((one) => one.from > from).map((one) => one.from));
    to = Math.min(from - (from % SLICE) + SLICE, range?.to ?? next);
    const hasAny = await (range ? pass.withhold({ from, to }) : pass.slice(from, to));
    if (!hasAny) to = await pass.skip(to, archived);
    await onState?.(pass.state(), !pass.findings.any);
    onProgress?.(to, size);
  }
}

export type VerifiedReport = Report & { state: VerifyState | null };
type Read = Omit<VerifiedReport, 'milliseconds'>;

const withoutRows = ({ first, list }: Findings, head: Head | null): Read => ({
  ...UNREAD,
  verdict: 'broken',
  firstBad: first,
  findings: list,
  origin: head?.origin ?? null,
  size: head?.size ?? 0,
});

/** Undefined table, column or function, another type, two rows for one: what PostgreSQL says where somebody took a table apart. */
const TAKEN_APART = /^(?:42P01|42703|42883|42804|42846|21000)$/;

/** Whoever can change the tables must not be able to end the verification with it: that would be an error, and no finding. */
function takenApart(error: unknown, head: Head | null): Read {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!TAKEN_APART.test(code)) throw error;
  const findings = new Findings();
  findings.add(null, 'guard', `its tables are not as they were put up (${(error as Error).message})`);
  return withoutRows(findings, head);
}

/**
 * Reads the log up to its size at the start and recomputes everything: digests, chain, times, form, columns, tree, every root that was
 * signed or kept elsewhere. Memory does not grow with the log.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifiedReport> {
  const began = Date.now();
  let head: Head | null = null;
  const read = await readHead(options.db)
    .then((begun) => {
      head = begun;
      return begun ? readLog(begun, options) : { ...UNREAD, verdict: 'missing' as const };
    })
    .catch((error: unknown) => takenApart(error, head));
  return { ...read, milliseconds: Date.now() - began };
}

async function readLog(begun: Head, options: VerifyOptions): Promise<Read> {
  const { db, vkey, fromCheckpoint, anchored = [], receipts } = options;
  const gone = new Findings();
  if (!(await checkTables(db, gone))) return withoutRows(gone, begun);
  // Signatures before the head: what was signed by then the log must hold, so one beyond its end is that of a log since cut.
  const signedUpTo = await readSignedSize(db);
  const head = (await readHead(db)) ?? begun;
  const pass = new Pass(options, head, await Names.load(db));
  const given =
    fromCheckpoint === undefined ? [] : [{ note: fromCheckpoint, source: 'the given checkpoint', local: false }];
  pass.roots.expect([...anchored, ...given]);
  await readAll(pass, options);
  await pass.finish(signedUpTo);
  await checkGuards(db, pass.findings);
  const held = receipts ? await checkReceipts(db, receipts, pass.findings) : UNREAD.receipts;
  // What was read then were the events of two logs, and nothing that was found is damage.
  if ((await readHead(db))?.origin !== head.origin)
    throw new AppError('conflict', 'The log was set aside while it was being read; begin again');
  const pinned = vkey !== undefined && pass.keys.has(vkey) && pass.keys.signedBy.has(vkey);
  return {
    verdict: pass.verdict(pinned),
    firstBad: pass.findings.first,
    findings: pass.findings.list,
    origin: head.origin,
    forkedFrom: pass.first.forkedFrom,
    size: head.size,
    from: pass.from,
    root: pass.tree.root().toString('base64'),
    checkpoints: pass.roots.count,
    signedSize: signedUpTo,
    pinned,
    anchors: pass.roots.anchors,
    withheld: pass.withheld,
    receipts: held,
    state: pass.state(),
  };
}
