import { DAMAGES, type Damage, type Finding } from './verdict';

const MOST_FINDINGS = 100;

export class Findings {
  readonly list: Finding[] = [];
  private total = 0;

  add(seq: number | null, damage: Damage, detail: string): void {
    this.total += 1;
    if (this.list.length < MOST_FINDINGS) this.list.push({ seq, damage, detail: `${DAMAGES[damage]}: ${detail}` });
  }

  /** The lowest event; damage outside the events only when there is no other. */
  get first(): Finding | null {
    const placed = this.list.filter((finding) => finding.seq !== null);
    return (
      placed.reduce<Finding | null>(
        (least, finding) => (least === null || Number(finding.seq) < Number(least.seq) ? finding : least),
        null,
      ) ??
      this.list[0] ??
      null
    );
  }

  anyWithin(from: number, to: number): boolean {
    return this.list.some(({ seq }) => seq !== null && seq >= from && seq < to);
  }

  get any(): boolean {
    return this.total > 0;
  }
}
