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
} as const;
export type Damage = keyof typeof DAMAGES;

/** `seq` is the first bad event, or the first number that should be there; null for damage outside the events. */
export type Finding = { seq: number | null; damage: Damage; detail: string };

export type Report = {
  verdict: Verdict;
  firstBad: Finding | null;
  /** At most the first hundred. */
  findings: Finding[];
  origin: string | null;
  size: number;
  root: string | null;
  checkpoints: number;
  /** How many events the last signature covers. */
  signedSize: number;
  pinned: boolean;
  milliseconds: number;
};
