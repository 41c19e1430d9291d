import type { Queryable } from '@/lib/db';
import type { StateFinding } from '../reconcile/report';
import { VerifyState } from '../verify/state';
import type { Finding, Verdict } from '../verify/verdict';

export const KINDS = ['continuous', 'full', 'reconcile'] as const;
export type Kind = (typeof KINDS)[number];

export type Outcome = {
  origin: string | null;
  /** Events that the verdict is about. */
  position: number;
  verdict: Verdict;
  findings: readonly (Finding | StateFinding)[];
  detail: Record<string, string | number | boolean | null>;
};
export type Stored = Outcome & { reported: string[]; state: VerifyState | null; verifiedAt: Date };

type Row = Omit<Stored, 'position' | 'verifiedAt' | 'state'> & { position: string; verified_at: Date; state: unknown };

/** A state that this version does not understand is none: the pass begins again. */
export async function readVerification(db: Queryable, kind: Kind): Promise<Stored | null> {
  const { rows } = await db.query<Row>('SELECT * FROM ledger_verification WHERE kind = $1', [kind]);
  const row = rows[0];
  if (!row) return null;
  const { verified_at: verifiedAt, position, state, reported, ...rest } = row;
  const read = VerifyState.safeParse(state);
  return {
    ...rest,
    position: Number(position),
    reported: reported ?? [],
    state: read.success ? read.data : null,
    verifiedAt,
  };
}

export async function storeVerification(db: Queryable, kind: Kind, stored: Stored): Promise<void> {
  const { origin, position, verdict, findings, detail, reported, state, verifiedAt } = stored;
  await db.query(
    `INSERT INTO ledger_verification (kind, origin, position, verdict, findings, detail, reported, state, verified_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (kind) DO UPDATE SET origin = $2, position = $3, verdict = $4, findings = $5, detail = $6, reported = $7, state = $8, verified_at = $9`,
    [
      kind,
      origin,
      position,
      verdict,
      JSON.stringify(findings),
      JSON.stringify(detail),
      reported,
      state && JSON.stringify(state),
      verifiedAt,
    ],
  );
}

/** How far a pass has come, between its beginning and its end: what was read was sound, more is not claimed. */
export async function storeProgress(db: Queryable, state: VerifyState, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO ledger_verification AS v (kind, origin, position, verdict, findings, detail, reported, state, verified_at)
     VALUES ('continuous', $1, $2, 'partial', '[]', '{}', '{}', $3, $4)
     ON CONFLICT (kind) DO UPDATE SET origin = $1, position = $2, state = $3, verified_at = $4 WHERE v.verdict <> 'broken'`,
    [state.origin, state.position, JSON.stringify(state), now],
  );
}
