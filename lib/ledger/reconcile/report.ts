import type { GovernedTable } from '@/lib/db';

export const UNEXPLAINED = {
  changed: 'was changed without an event',
  deleted: 'was deleted without an event',
  inserted: 'was inserted without an event',
  truncated: 'was emptied without an event',
} as const;
export type Unexplained = keyof typeof UNEXPLAINED;

/** A governed row that no event explains. Digests only: a report must not repeat what a row holds. */
export type StateFinding = {
  table: GovernedTable;
  /** Null for a whole table. */
  key: string | null;
  kind: Unexplained;
  /** The last event that accounts for the row; null when none ever did, or it still waits to be sealed. */
  event: number | null;
  /** What the row should be, as that event says; null when it should not be there. */
  expected: string | null;
  found: string | null;
};

export type ReconcileReport = {
  verdict: 'ok' | 'broken' | 'missing';
  /** At most the first hundred. */
  findings: StateFinding[];
  /** How many rows no event explains. */
  unexplained: number;
  rows: number;
  effects: number;
  origin: string | null;
  size: number;
  milliseconds: number;
};
