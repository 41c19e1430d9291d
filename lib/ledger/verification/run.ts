import { type Clock, systemClock } from '@/lib/core/clock';
import { type Connection, pool, type Queryable } from '@/lib/db';
import { reconcile } from '../reconcile/reconcile';
import { setAsideSchemas } from '../set-aside';
import type { Anchored, Finding, Report } from '../verify/verdict';
import { type VerifyOptions, verifyLog } from '../verify/verify-log';
import { announce, nameOf, unreported } from './announce';
import {
  KINDS,
  type Kind,
  type Outcome,
  readVerification,
  type Stored,
  storeProgress,
  storeVerification,
} from './store';

export type PassOptions = {
  /** The key as the keeper knows it, not as the database tells it. */
  vkey?: string | undefined;
  anchored?: readonly Anchored[];
  /** What the other sides say of it when they are asked: once a whole pass, of a log that was found sound. */
  askOutside?: (() => Promise<readonly Finding[]>) | undefined;
  signal?: AbortSignal | undefined;
  clock?: Clock;
};

/** Any number of workers may run; of each kind one pass at a time. */
const LOCK = 0x6c767279;

async function alone<T>(kind: Kind, run: (db: Connection) => Promise<T>): Promise<T | null> {
  const db = await pool().connect();
  const lock = [LOCK, KINDS.indexOf(kind)];
  let broken = false;
  try {
    const { rows } = await db.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS mine', lock);
    if (!rows[0]?.mine) return null;
    try {
      return await run(db);
    } finally {
      await db.query('SELECT pg_advisory_unlock($1, $2)', lock).catch(() => {
        broken = true;
      });
    }
  } finally {
    db.release(broken);
  }
}

const outcomeOf = (report: Report, findings: readonly Finding[]): Outcome => ({
  origin: report.origin,
  position: report.size,
  verdict: findings.length > 0 ? 'broken' : report.verdict,
  findings,
  detail: {
    root: report.root,
    signedSize: report.signedSize,
    pinned: report.pinned,
    anchors: report.anchors.filter(({ confirmed }) => confirmed).length,
    withheld: report.withheld,
    milliseconds: report.milliseconds,
  },
});

/** Whether a log that says it goes on from another does so from this one, or from one that did: there may have been two forks since. */
async function goesOnFrom(db: Queryable, origin: string, { forkedFrom }: Report): Promise<boolean> {
  if (forkedFrom === null || forkedFrom.origin === origin) return forkedFrom !== null;
  for (const schema of await setAsideSchemas(db)) {
    if ((await db.query(`SELECT FROM ${schema}.ledger_head WHERE origin = $1`, [origin])).rowCount) return true;
  }
  return false;
}

/** A log that is gone, or another in its place that does not say it goes on from this one. */
async function replaced(db: Queryable, before: Stored | null, report: Report): Promise<Finding[]> {
  if (!before?.origin || before.origin === report.origin || (await goesOnFrom(db, before.origin, report))) return [];
  const now = report.origin === null ? 'there is none any more' : `${report.origin} stands in its place`;
  return [{ seq: 0, damage: 'origin', detail: `${before.origin} was verified here before, and ${now}` }];
}

/** Events first, then the row: a pass that was killed in between tells twice rather than never. */
async function conclude(
  db: Connection,
  kind: Kind,
  outcome: Outcome,
  more: Pick<Stored, 'state'>,
  clock: Clock,
): Promise<void> {
  const known = await Promise.all(KINDS.map((one) => readVerification(pool(), one)));
  const told = known.flatMap((stored) => stored?.reported ?? []);
  await announce(kind, outcome, unreported(outcome.findings, told), clock.now());
  const reported = [...new Set(outcome.findings.map(nameOf))];
  await storeVerification(db, kind, { ...outcome, ...more, reported, verifiedAt: clock.now() });
}

/** New events since the last time, each minute. What was found stays found until a whole pass finds it no more. */
export const verifyNew = ({ clock = systemClock, ...given }: PassOptions = {}): Promise<Outcome | null> =>
  alone('continuous', async (db) => {
    const before = await readVerification(db, 'continuous');
    const options: VerifyOptions = {
      ...given,
      db,
      state: before?.state ?? undefined,
      onState: (state, sound) => (sound ? storeProgress(db, state, clock.now()) : undefined),
    };
    const { state, ...report } = await verifyLog(options);
    const isSame = before?.origin === report.origin;
    const earlier = isSame ? (before?.findings ?? []) : [];
    const fresh = unreported([...(await replaced(db, before, report)), ...report.findings], earlier.map(nameOf));
    const outcome = outcomeOf(report, [...earlier, ...fresh].slice(0, 100) as Finding[]);
    await conclude(db, 'continuous', outcome, { state }, clock);
    return outcome;
  });

/** The whole log from its beginning, trusting nothing that an earlier pass left in the database. */
export const verifyWhole = ({ clock = systemClock, askOutside, ...given }: PassOptions = {}): Promise<Outcome | null> =>
  alone('full', async (db) => {
    const before = await readVerification(db, 'full');
    const { state, ...report } = await verifyLog({ ...given, db });
    const said = report.verdict === 'broken' ? [] : ((await askOutside?.()) ?? []);
    const outcome = outcomeOf(report, [...(await replaced(db, before, report)), ...report.findings, ...said]);
    await conclude(db, 'full', outcome, { state: null }, clock);
    // Sound from the beginning: what a continuous pass once found was mended, or belonged to a log since replaced.
    if (outcome.verdict !== 'broken' && state)
      await alone('continuous', async (other) => {
        const continuous = await readVerification(other, 'continuous');
        if (continuous?.verdict === 'broken')
          await storeVerification(other, 'continuous', { ...outcome, reported: [], state, verifiedAt: clock.now() });
      });
    return outcome;
  });

/** Every governed row against the last event that accounts for it. */
export const reconcileState = ({ clock = systemClock, signal }: PassOptions = {}): Promise<Outcome | null> =>
  alone('reconcile', async (db) => {
    const { verdict, findings, size, origin, rows, effects, unexplained, milliseconds } = await reconcile(db, signal);
    const outcome = { origin, position: size, verdict, findings, detail: { rows, effects, unexplained, milliseconds } };
    await conclude(db, 'reconcile', outcome, { state: null }, clock);
    return outcome;
  });
