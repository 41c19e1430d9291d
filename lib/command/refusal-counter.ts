const MINUTE_MS = 60_000;
const MOST_A_MINUTE = 100;
const MOST_SOURCES = 10_000;

type Window = { began: number; seen: number; withheld: number };

/**
 * Identical denials above a hundred a minute and source become one event with their count, so that a stranger cannot fill the disk.
 * The first of the next minute carries what was held back.
 */
export class RefusalCounter {
  private readonly windows = new Map<string, Window>();

  /** How many refusals the next event stands for; 0 when it is to be held back. */
  count(source: string, now: Date): number {
    const time = now.getTime();
    const window = this.windows.get(source);
    if (!window || time - window.began >= MINUTE_MS) {
      if (this.windows.size >= MOST_SOURCES) this.forgetOldest();
      this.windows.delete(source);
      this.windows.set(source, { began: time, seen: 1, withheld: 0 });
      return 1 + (window?.withheld ?? 0);
    }
    window.seen += 1;
    if (window.seen <= MOST_A_MINUTE) return 1;
    window.withheld += 1;
    return 0;
  }

  private forgetOldest(): void {
    const oldest = this.windows.keys().next();
    if (!oldest.done) this.windows.delete(oldest.value);
  }
}
