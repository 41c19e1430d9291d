import type { EventDraft } from '../build-record';
import type { StateFinding } from '../reconcile/report';
import { UNEXPLAINED } from '../reconcile/report';
import { recordEvents } from '../record-events';
import type { Finding } from '../verify/verdict';
import type { Kind, Outcome } from './store';

const MOST_TOLD = 20;
const ACTOR = { type: 'system', name: 'verification', method: 'none' } as const;

/** Damage of these kinds shows again at every later place; told once, it is known. */
const SPREADING = new Set(['checkpoint', 'tree', 'head', 'anchor']);

const isState = (finding: Finding | StateFinding): finding is StateFinding => 'table' in finding;

export function nameOf(finding: Finding | StateFinding): string {
  if (isState(finding)) return `${finding.kind}:${finding.table}:${finding.key ?? '*'}:${finding.found ?? '-'}`;
  return SPREADING.has(finding.damage) ? finding.damage : `${finding.damage}:${finding.seq ?? finding.detail}`;
}

export function sentenceOf(finding: Finding | StateFinding): string {
  if (!isState(finding)) return finding.seq === null ? finding.detail : `event ${finding.seq}: ${finding.detail}`;
  return `${finding.table}${finding.key === null ? '' : ` ${finding.key}`} ${UNEXPLAINED[finding.kind]}`;
}

/** Which of them no event has told of yet. */
export function unreported(findings: Outcome['findings'], reported: readonly string[]): Outcome['findings'] {
  const known = new Set(reported);
  return findings.filter((finding) => {
    const name = nameOf(finding);
    if (known.has(name)) return false;
    known.add(name);
    return true;
  });
}

const WHAT: Record<Kind, string> = {
  continuous: 'The verification of new events',
  full: 'The verification of the whole ledger',
  reconcile: 'The comparison of the data with the ledger',
};

function failure(kind: Kind, { origin, position }: Outcome, findings: Outcome['findings']): EventDraft {
  const [first] = findings;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
  return {
    name: 'audit.verify_failed',
    status: 'failure',
    reason: {
      code: first && !isState(first) ? `damage_${first.damage}` : 'unexplained_row',
      message: 'damage was found',
    },
    summary: `${WHAT[kind]} found damage: ${first ? sentenceOf(first) : ''}`.slice(0, 450) + more,
    details: {
      pass: kind,
      origin,
      position,
      findings: findings.slice(0, MOST_TOLD).map((finding) => ({ ...finding })),
    },
  };
}

function passed(kind: 'full' | 'reconcile', outcome: Outcome): EventDraft {
  const { origin, position, verdict, findings, detail } = outcome;
  const broken = verdict === 'broken';
  const rest = {
    ...(broken && { status: 'failure' as const, severity: 'critical' as const }),
    ...(broken && { reason: { code: 'damage_found', message: 'damage was found' } }),
    details: { origin, position, verdict, findings: findings.length, ...detail },
  };
  const [first] = findings;
  const found = first ? `; the first damage: ${sentenceOf(first)}` : '';
  if (kind === 'full')
    return {
      name: 'audit.verified',
      summary: `${position} events were verified: ${verdict}${found}`.slice(0, 490),
      ...rest,
    };
  const said = broken ? `not every row is explained${found}` : 'every row is explained by an event';
  return {
    name: 'audit.reconciled',
    summary: `The data were compared with the ledger: ${said}.`.slice(0, 490),
    ...rest,
  };
}

/** New damage at once, a whole pass always. */
export async function announce(kind: Kind, outcome: Outcome, fresh: Outcome['findings'], now: Date): Promise<void> {
  const drafts: EventDraft[] = [];
  if (fresh.length > 0) drafts.push(failure(kind, outcome, fresh));
  if (kind !== 'continuous') drafts.push(passed(kind, outcome));
  if (drafts.length > 0) await recordEvents(drafts, { actor: ACTOR, now });
}
