/** In words and as exit codes; each its own, and none that a program ends with when it could not look at all. */
export const VERDICTS = {
  ok: 0,
  broken: 10,
  partial: 11,
  unpinned: 12,
  unanchored: 13,
  withheld: 14,
  missing: 15,
  unreadable: 16,
} as const;
export type Verdict = keyof typeof VERDICTS;

export const DAMAGES = {
  gap: 'an event is missing',
  digest: 'the record is not the one that was sealed',
  chain: 'the event does not follow from the one before',
  leaf: 'the stored leaf hash is not the entry’s',
  time: 'the sealing time is earlier than the one before',
  form: 'the record is not in canonical form',
  column: 'a filter column does not say what the record says',
  tree: 'a stored node of the tree is not what the events give',
  head: 'the head is not where the log ends',
  checkpoint: 'a signed checkpoint does not match the log',
  signature: 'a checkpoint is not signed by the log’s key',
  origin: 'event 0 does not name this log',
  anchor: 'the log is not the one that was anchored outside',
  receipt: 'an accepted event was not sealed',
  guard: 'the database no longer refuses changes',
} as const;
export type Damage = keyof typeof DAMAGES;

/** `seq` is the first bad event, or the first number that should be there; null for damage outside the events. */
export type Finding = { seq: number | null; damage: Damage; detail: string };

/** A root kept out of the database's reach: a signed note, or what a timestamp or witness covers. */
export type Anchored = {
  note?: string | undefined;
  size?: number | undefined;
  root?: Buffer | undefined;
  source: string;
  /** Kept where who can change the database may reach it as well: compared, but no proof. */
  local: boolean;
};

export type AnchorSeen = { source: string; size: number; local: boolean; confirmed: boolean };

/** What a restored backup says it came from, in event 0 of the log that goes on. */
export type ForkedFrom = { origin: string; size: number; reason: string | null };

export type Report = {
  verdict: Verdict;
  firstBad: Finding | null;
  /** At most the first hundred. */
  findings: Finding[];
  origin: string | null;
  forkedFrom: ForkedFrom | null;
  size: number;
  /** The first event that was read: above 0 when an earlier pass was continued. */
  from: number;
  root: string | null;
  checkpoints: number;
  /** How many events the last signature covers. */
  signedSize: number;
  pinned: boolean;
  anchors: AnchorSeen[];
  /** How many events’ records are archived elsewhere, their places proven by the stored tree. */
  withheld: number;
  receipts: { sealed: number; waiting: number };
  milliseconds: number;
};
