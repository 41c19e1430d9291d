import { DAMAGES as LOG_DAMAGES, VERDICTS, type Verdict } from '../verify/verdict';

export type { Verdict } from '../verify/verdict';

const { gap, digest, chain, time, form, tree, checkpoint, signature, origin } = LOG_DAMAGES;

/** What can be wrong with an export; the same words as for a log where it is the same damage. */
export const DAMAGES = {
  gap,
  digest,
  chain,
  time,
  form,
  tree,
  checkpoint,
  signature,
  origin,
  order: 'a row is not where its number belongs',
  export: 'the export’s own event does not say what the file holds',
  cell: 'a cell does not show what the record says',
} as const;
export type Damage = keyof typeof DAMAGES;

/** An edited cell, by its place. */
export type CellFinding = { sheet: string; address: string; column: string; shown: string; recorded: string };
export type Finding = { seq: number | null; damage: Damage; detail: string; cell?: CellFinding };

/** What the export's own event tells; null until it is read. */
export type ExportEvent = { seq: number; by: string; at: string; count: number };

export type ExportReport = {
  kind: 'bundle' | 'workbook' | null;
  verdict: Verdict;
  exit: number;
  firstBad: Finding | null;
  /** The first thousand; `damages` counts all. */
  findings: Finding[];
  damages: number;
  origin: string | null;
  size: number;
  root: string | null;
  rows: number;
  /** Rows 0 to the export's own event without a gap: nothing can have been left out. */
  contiguous: boolean;
  /** Whether the log proves to continue an older checkpoint, of how many events, and whether that one came from outside the file. */
  anchored: boolean;
  anchoredSize: number | null;
  anchoredFrom: 'caller' | 'file' | null;
  pinned: boolean;
  /** Which key signed, as far as one is known. */
  signedBy: string | null;
  checkpoint: string | null;
  filter: unknown;
  event: ExportEvent | null;
  /** Event 0 says that this is a demonstration. */
  demo: boolean;
  /** What is no damage but should be known. */
  remarks: string[];
  milliseconds: number;
};

const MOST_FINDINGS = 1_000;
const MOST_SHOWN = 300;

export const brief = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

export class Findings {
  readonly list: Finding[] = [];
  count = 0;
  private first: Finding | null = null;

  add(seq: number | null, damage: Damage, detail: string, cell?: CellFinding): void {
    this.count += 1;
    const shown = cell && { ...cell, shown: brief(cell.shown), recorded: brief(cell.recorded) };
    const finding: Finding = { seq, damage, detail: brief(detail), ...(shown && { cell: shown }) };
    if (this.list.length < MOST_FINDINGS) this.list.push(finding);
    const earlier = seq !== null && (this.first?.seq == null || seq < this.first.seq);
    if (!this.first || earlier) this.first = finding;
  }

  /** Of those that name an event the lowest, else the first found. */
  get firstBad(): Finding | null {
    return this.first;
  }
}

export const exitOf = (verdict: Verdict): number => VERDICTS[verdict];
