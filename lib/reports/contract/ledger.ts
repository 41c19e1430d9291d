import type { LedgerHead } from '@/lib/ledger/contract';
import type { DrillName } from '@/lib/ledger/drill/damages';
import type { DetectorName } from '@/lib/ledger/drill/detectors';
import type { Verdict } from '@/lib/ledger/verify/verdict';

export type { DrillName } from '@/lib/ledger/drill/damages';
export type { DetectorName } from '@/lib/ledger/drill/detectors';
export type { Verdict } from '@/lib/ledger/verify/verdict';

/** The first damage that a check found and that no later one has found gone. */
export type LedgerAlarm = {
  check: CheckName;
  /** In words, as the check itself says it. */
  what: string;
  /** The first bad event; null for damage outside the events. */
  seq: number | null;
  /** When it was seen last. */
  seenAt: string;
};

export type VerifiedState = {
  /** When a check ended last; null before the first. */
  at: string | null;
  alarm: LedgerAlarm | null;
};

/** What every page of the shell knows of the ledger. */
export type LedgerStatus = { head: LedgerHead; verified: VerifiedState };

export const CHECK_NAMES = ['whole', 'fresh', 'reconcile', 'anchors'] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `never`: not run yet in this installation. `failed`: it could not look, which says nothing about the log. */
export type CheckState = 'never' | 'ok' | 'bad' | 'failed';

export type LedgerCheck = {
  state: CheckState;
  /** `queued`: no worker has taken it yet. The state is what the last look found. */
  working: 'queued' | 'running' | null;
  /** When it ended last. */
  at: string | null;
  /** Events below this number have been looked at. */
  upTo: number | null;
  /** What it counts: events, governed rows, anchored checkpoints. */
  count: number | null;
  milliseconds: number | null;
  progress: { done: number; size: number } | null;
  /** What was found, or why it could not look. */
  problem: string | null;
  seq: number | null;
};

/** `owner`: the application can drop the guards. `account`: roles differ, but whoever has this account can be any of them. */
export type RoleSeparation = { state: 'owner' | 'account' | 'separate'; role: string };

export type LedgerOrigin = {
  name: string;
  startedAt: string;
  demo: boolean;
  forkedFrom: { origin: string; size: number; reason: string } | null;
};

export type VerifierKeyUse = 'signs' | 'signed' | 'cosigns';
/** `until`: the last event that an earlier key has signed for. */
export type LedgerKey = { label: string; vkey: string; use: VerifierKeyUse; until: number | null };

/** One column of the table of checkpoints. */
export type AnchorColumn = { id: string; name: string; note: string | null };

export type AnchorState =
  | { state: 'done'; milliseconds: number | null }
  | { state: 'waiting' }
  | { state: 'failed'; reason: string }
  | { state: 'not_due' };

export type CheckpointRow = {
  size: number;
  root: string;
  signedAt: string;
  note: string;
  /** By the anchor's id; what is not named was not due. */
  anchors: Record<string, AnchorState>;
};

export const CHECKPOINT_VIEWS = ['all', 'hourly', 'failed'] as const;
export type CheckpointView = (typeof CHECKPOINT_VIEWS)[number];

/** `next` is the `before` of the following page; null at the first checkpoint. */
export type CheckpointPage = { rows: CheckpointRow[]; next: number | null };

export type LedgerView = LedgerStatus & {
  origin: LedgerOrigin | null;
  /** From recorded to sealed, over the newest events. */
  sealing: { p50: number; p99: number; events: number } | null;
  /** Why the keeper seals or signs nothing at the moment; null when it does. */
  keeper: { sequencerError: string | null; signerError: string | null } | null;
  verdict: { word: Verdict; at: string } | null;
  checks: Record<CheckName, LedgerCheck>;
  roles: RoleSeparation;
  keys: LedgerKey[];
  anchors: AnchorColumn[];
  signedToday: number;
  /** Anchors that have not taken their checkpoint and are tried again. */
  failing: number;
  /** Which of the checkpoints these are. */
  shown: CheckpointView;
  checkpoints: CheckpointPage;
};

/** What one way of keeping a log noticed first; null when nothing. */
export type DrillFound = Record<DetectorName, { seq: number; what: string } | null>;

export type DrillReport = {
  /** The events that were copied, first and last. */
  from: number;
  to: number;
  /** Which of them was damaged. */
  at: number;
  ranAt: string;
  /** The copy before any damage: anything but null is a finding about the log itself. */
  untouched: { seq: number; what: string } | null;
  outcomes: { drill: DrillName; found: DrillFound }[];
};
