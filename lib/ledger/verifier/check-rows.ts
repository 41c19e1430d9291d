import type { Envelope } from '../envelope';
import { isSame } from './bytes';
import { leafHash, ZERO_HASH } from './leaf';
import type { Findings } from './report';
import { Leaves } from './tree-fold';

/** A row as a file shows it; `place` is its cell `Seq` in a workbook. */
export type Row = {
  seq: number;
  micros: number;
  prev: Uint8Array;
  digest: Uint8Array;
  envelope: Envelope | null;
  place?: { sheet: string; address: string };
};
type Judged = Row & { leaf: Uint8Array };
type Last = { seq: number; micros: number; leaf: Uint8Array };

/** Rows one after the other: order, gaps, times, and the chain wherever two neighbours stand together. */
export class RowCheck {
  readonly leaves = new Leaves();
  /** Without gap so far, and in rising order. */
  isRun = true;
  isRising = true;
  first: number | null = null;
  private waiting: Judged | null = null;
  private last: Last | null = null;

  constructor(
    private readonly findings: Findings,
    private readonly contiguous: boolean,
  ) {}

  add(row: Row): void {
    const judged = { ...row, leaf: leafHash(row) };
    if (this.waiting) this.settle(this.waiting, judged);
    this.waiting = judged;
  }

  /** The last row; null when there was none. */
  finish(): Row | null {
    const last = this.waiting;
    if (!last) return null;
    this.settle(last, null);
    this.waiting = null;
    return { ...last, seq: this.last?.seq ?? last.seq };
  }

  private settle(row: Judged, next: Judged | null): void {
    const { seq, leaf } = this.linked(this.numbered(row, next), next);
    this.place(seq, row);
    this.last = { seq, micros: row.micros, leaf };
    if (this.isRising) this.leaves.push(seq, leaf);
  }

  /** A changed number is found where the neighbours tell which one it was. */
  private numbered(row: Judged, next: Judged | null): Judged {
    if (!next || isSame(next.prev, row.leaf)) return row;
    for (const seq of [(this.last?.seq ?? -1) + 1, next.seq - 1]) {
      if (seq === row.seq || seq < 0) continue;
      const leaf = leafHash({ ...row, seq });
      if (!isSame(next.prev, leaf)) continue;
      const numbers = { shown: String(row.seq), recorded: String(seq) };
      if (row.place) {
        const cell = { ...row.place, column: 'Seq', ...numbers };
        this.findings.add(seq, 'cell', `Seq shows ${row.seq}, recorded is ${seq}`, cell);
      } else this.findings.add(seq, 'order', `it stands as ${row.seq} in the file`);
      return { ...row, seq, leaf };
    }
    return row;
  }

  /** The chain, where the row before is its predecessor. */
  private linked(row: Judged, next: Judged | null): Judged {
    const before = this.last;
    if (row.seq === 0 && !isSame(row.prev, ZERO_HASH))
      this.findings.add(0, 'chain', 'before the first event there is no other');
    if (!before || row.seq !== before.seq + 1 || isSame(row.prev, before.leaf)) return row;
    const mended = leafHash({ ...row, prev: before.leaf });
    if (next && isSame(next.prev, mended)) {
      this.findings.add(row.seq, 'chain', 'the hash of the event before was changed');
      return { ...row, leaf: mended };
    }
    this.findings.add(before.seq, 'digest', `record, number or time differ from what event ${row.seq} follows`);
    return row;
  }

  private place(seq: number, { micros }: Row): void {
    this.first ??= seq;
    const last = this.last;
    if (!last) return;
    if (seq <= last.seq) {
      this.isRising = false;
      this.isRun = false;
      this.findings.add(seq, 'order', `it stands after event ${last.seq}`);
      return;
    }
    if (micros < last.micros) this.findings.add(seq, 'time', 'sealing times never fall');
    if (seq === last.seq + 1) return;
    this.isRun = false;
    const missing = seq - last.seq - 1;
    if (this.contiguous)
      this.findings.add(
        last.seq + 1,
        'gap',
        `after ${last.seq} comes ${seq}, so ${missing === 1 ? 'one is' : `${missing} are`} not here`,
      );
  }
}
