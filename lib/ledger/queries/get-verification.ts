import { pool } from '@/lib/db';
import type { StateFinding } from '../reconcile/report';
import { type Kind, readVerification } from '../verification/store';
import type { Finding, Verdict } from '../verify/verdict';

export type VerificationState = {
  /** Events that the verdict is about. */
  position: number;
  at: string;
  verdict: Verdict;
  firstBad: Finding | StateFinding | null;
  findings: (Finding | StateFinding)[];
  detail: Record<string, string | number | boolean | null>;
};
export type Verification = Record<Kind, VerificationState | null>;

async function find(kind: Kind): Promise<VerificationState | null> {
  const stored = await readVerification(pool(), kind);
  if (!stored) return null;
  const { position, verdict, findings, detail, verifiedAt } = stored;
  return {
    position,
    at: verifiedAt.toISOString(),
    verdict,
    firstBad: lowest(findings),
    findings: [...findings],
    detail,
  };
}

function lowest(findings: readonly (Finding | StateFinding)[]): Finding | StateFinding | null {
  const placed = findings.filter((finding): finding is Finding => 'seq' in finding && finding.seq !== null);
  return placed.sort((a, b) => Number(a.seq) - Number(b.seq))[0] ?? findings[0] ?? null;
}

/** What the jobs found last; null where none has run yet. As trustworthy as the database: proof is had off this machine. */
export async function getVerification(): Promise<Verification> {
  const [continuous, full, reconcile] = await Promise.all([find('continuous'), find('full'), find('reconcile')]);
  return { continuous, full, reconcile };
}
