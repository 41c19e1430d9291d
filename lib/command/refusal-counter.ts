const MINUTE_MS = 60_000;
const MOST_A_MINUTE = 100;
const MOST_SOURCES = 10_000;

type Report = (count: number) => unknown;
type Window = { began: number; seen: number; withheld: number; report?: Report };

/**
 * Identical denials above a hundred a minute and source become one event with their count, told when their minute is over: a stranger
 * cannot fill the disk, and nothing goes unmentioned.
 */
export class RefusalCounter {
  private readonly windows = new Map<string, Window>();

  /** Whether this refusal is to be recorded now; if not, `later` is called with the number that were held back. */
  admit(source: string, now: Date, later: Report): boolean {
    const window = this.windowOf(source, now.getTime());
    window.seen += 1;
    if (window.seen <= MOST_A_MINUTE) return true;
    if (window.withheld === 0)
      setTimeout(() => void this.close(source, window), Math.max(0, window.began + MINUTE_MS - now.getTime())).unref();
    window.withheld += 1;
    window.report = later;
    return false;
  }

  /** A process that ends tells at once what it has held back, and is done when that is recorded. */
  async flush(): Promise<void> {
    await Promise.all([...this.windows].map(([source, window]) => this.close(source, window)));
  }

  private windowOf(source: string, time: number): Window {
    const known = this.windows.get(source);
    if (known && time - known.began < MINUTE_MS) return known;
    if (known) void this.close(source, known);
    const oldest = this.windows.entries().next().value;
    if (oldest && this.windows.size >= MOST_SOURCES) void this.close(...oldest);
    const fresh: Window = { began: time, seen: 0, withheld: 0 };
    this.windows.set(source, fresh);
    return fresh;
  }

  private async close(source: string, window: Window): Promise<void> {
    if (this.windows.get(source) === window) this.windows.delete(source);
    const { withheld, report } = window;
    window.withheld = 0;
    delete window.report;
    if (withheld > 0) await report?.(withheld);
  }
}
