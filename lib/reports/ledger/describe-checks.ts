import { sentenceOf } from '@/lib/ledger/verification/announce';
import type { Kind, Stored } from '@/lib/ledger/verification/store';
import type { Finding } from '@/lib/ledger/verify/verdict';
import type { CheckName, LedgerAlarm, LedgerCheck, LedgerView, VerifiedState } from '../contract/ledger';

export type Passes = Record<Kind, Stored | null>;
/** `queued`: due and no worker has taken it yet; `failed`: it ended without having looked to the end. */
export type JobState = { state: 'queued' | 'running' | 'failed'; since: string };
export type Jobs = Partial<Record<Kind, JobState>>;

export type Verification = Pick<LedgerView, 'verified' | 'verdict' | 'checks'>;

export const NEVER: LedgerCheck = {
  state: 'never',
  working: null,
  at: null,
  upTo: null,
  count: null,
  milliseconds: null,
  progress: null,
  problem: null,
  seq: null,
};

const BAD = new Set(['broken', 'missing', 'unreadable']);
const CHECKS: Record<Kind, CheckName> = { full: 'whole', continuous: 'fresh', reconcile: 'reconcile' };

type Found = { seq: number | null; what: string };

const isOfLog = (finding: Stored['findings'][number]): finding is Finding => 'damage' in finding;
const place = ({ seq }: Found): number => seq ?? Number.POSITIVE_INFINITY;

/** The lowest event comes first, damage outside the events last. */
function firstFound({ verdict, findings }: Stored): Found | null {
  if (!BAD.has(verdict)) return null;
  const found = findings.map(
    (finding): Found =>
      isOfLog(finding) ? { seq: finding.seq, what: finding.detail } : { seq: null, what: sentenceOf(finding) },
  );
  return (
    [...found].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))[0] ?? {
      seq: null,
      what: `the verdict is ${verdict}`,
    }
  );
}

const numberIn = ({ detail }: Stored, name: string): number | null => {
  const value = detail[name];
  return typeof value === 'number' ? value : null;
};

function checkOf(pass: Stored | null, job: JobState | undefined, count: (pass: Stored) => number | null): LedgerCheck {
  const found = pass && firstFound(pass);
  const known: LedgerCheck = pass
    ? {
        ...NEVER,
        state: found ? 'bad' : 'ok',
        at: pass.verifiedAt.toISOString(),
        upTo: pass.position,
        count: count(pass),
        milliseconds: numberIn(pass, 'milliseconds'),
        problem: found?.what ?? null,
        seq: found?.seq ?? null,
      }
    : NEVER;
  if (!job || job.since < (known.at ?? '')) return known;
  if (job.state !== 'failed') return { ...known, working: job.state };
  // What was found stays in sight whatever became of the next look.
  return known.state === 'bad' ? known : { ...known, state: 'failed', at: job.since };
}

/** The continuous pass begins at event 0 once: until it has caught up it says how far it is. */
function freshCheck({ continuous, full }: Passes, job: JobState | undefined, size: number): LedgerCheck {
  const since = (pass: Stored) => Math.max(0, pass.position - (full?.position ?? 0));
  const seen = checkOf(continuous, continuous && job?.state !== 'failed' ? undefined : job, since);
  const check = continuous ? { ...seen, upTo: Math.max(continuous.position, full?.position ?? 0) } : seen;
  return continuous?.verdict === 'partial'
    ? {
        ...check,
        working: 'running',
        progress: { done: continuous.position, size: Math.max(size, continuous.position) },
      }
    : check;
}

function anchorsCheck(whole: LedgerCheck, full: Stored | null, inUse: boolean): LedgerCheck {
  const confirmed = full && numberIn(full, 'anchors');
  if (!inUse) return NEVER;
  if (!full || !confirmed) return { ...NEVER, problem: 'Not compared yet: that is part of reading the whole log' };
  const bad = full.findings.find((finding) => isOfLog(finding) && finding.damage === 'anchor');
  return {
    ...NEVER,
    state: bad ? 'bad' : 'ok',
    at: full.verifiedAt.toISOString(),
    upTo: whole.upTo,
    count: confirmed,
    problem: bad && isOfLog(bad) ? bad.detail : null,
    seq: bad && isOfLog(bad) ? bad.seq : null,
  };
}

function alarmOf(passes: Passes): LedgerAlarm | null {
  const alarms = (['full', 'continuous', 'reconcile'] as const).flatMap((kind): LedgerAlarm[] => {
    const pass = passes[kind];
    const found = pass && firstFound(pass);
    return found ? [{ check: CHECKS[kind], ...found, seenAt: pass.verifiedAt.toISOString() }] : [];
  });
  return alarms.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))[0] ?? null;
}

export function verifiedState(passes: Passes): VerifiedState {
  const times = [passes.full, passes.continuous].flatMap((pass) => pass?.verifiedAt.toISOString() ?? []);
  return { at: times.sort().at(-1) ?? null, alarm: alarmOf(passes) };
}

/** The worst of what was found; otherwise what the whole log was called last, by whichever pass has read all of it. */
function verdictOf(passes: Passes): LedgerView['verdict'] {
  const known = [passes.full, passes.continuous, passes.reconcile].flatMap((pass) => pass ?? []);
  const word = (pass: Stored) => ({ word: pass.verdict, at: pass.verifiedAt.toISOString() });
  const bad = known.find(({ verdict }) => BAD.has(verdict));
  if (bad) return word(bad);
  const sound = passes.full ?? passes.continuous;
  return sound && word(sound);
}

export function describeChecks(passes: Passes, jobs: Jobs, log: { size: number; hasAnchors: boolean }): Verification {
  const whole = checkOf(passes.full, jobs.full, ({ position }) => position);
  return {
    verified: verifiedState(passes),
    verdict: verdictOf(passes),
    checks: {
      whole,
      fresh: freshCheck(passes, jobs.continuous, log.size),
      reconcile: checkOf(passes.reconcile, jobs.reconcile, (pass) => numberIn(pass, 'rows')),
      anchors: anchorsCheck(whole, passes.full, log.hasAnchors),
    },
  };
}
