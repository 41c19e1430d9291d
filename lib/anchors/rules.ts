const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The log at rest is anchored once an hour, so that something outside says that it still stood as it was. */
export const REST_MS = HOUR;
/** Failing this long is critical: from then on a thief's work would go unnoticed for too long. */
export const ALARM_MS = 24 * HOUR;
/** A claim that its worker did not live to settle is taken over after this. */
export const LEASE_MS = 2 * MINUTE;
/** The schedule looks once a minute and is seldom punctual. */
const SLACK_MS = 5_000;

/**
 * What the log's own upkeep leaves behind. A log that grew by nothing else is at rest: otherwise each anchoring, being an event,
 * would be the growth that asks for the next one.
 */
export const UPKEEP = ['audit.anchored', 'audit.anchor_failed', 'audit.verified', 'audit.reconciled'] as const;

export type Standing = {
  now: Date;
  intervalSeconds: number;
  /** What was confirmed last; null when nothing ever was. */
  confirmed: { size: bigint; at: Date } | null;
  /** When an attempt that did not succeed is due again; null when none is open. */
  nextTry: Date | null;
  newest: bigint;
  /** Whether something but upkeep was sealed since what was confirmed last. */
  grown: boolean;
};

export function isDue({ now, intervalSeconds, confirmed, nextTry, newest, grown }: Standing): boolean {
  if (nextTry) return nextTry <= now;
  if (!confirmed) return true;
  const age = now.getTime() - confirmed.at.getTime() + SLACK_MS;
  const interval = intervalSeconds * 1000;
  return age >= (grown && newest > confirmed.size ? interval : Math.max(interval, REST_MS));
}

/** After the n-th attempt that failed: one minute, two, four, up to an hour. */
export const backOff = (attempts: number): number => Math.min(HOUR, MINUTE * 2 ** Math.min(attempts - 1, 10));

export type FailureState = { failingSince: Date | null; alarmedAt: Date | null };

/** What a failure is worth telling: the first one, and once that it became critical. Not each attempt. */
export function judgeFailure(
  state: FailureState,
  now: Date,
  alarming: boolean,
): { failingSince: Date; alarmedAt: Date | null; tell: 'medium' | 'critical' | null } {
  const failingSince = state.failingSince ?? now;
  const isCritical = alarming || now.getTime() - failingSince.getTime() >= ALARM_MS;
  const alarmedAt = state.alarmedAt ?? (isCritical ? now : null);
  const tell = isCritical && !state.alarmedAt ? 'critical' : state.failingSince ? null : 'medium';
  return { failingSince, alarmedAt, tell };
}
