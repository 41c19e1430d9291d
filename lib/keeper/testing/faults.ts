import type { Connection, Pool } from '@/lib/db';

export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A process that dies before its n-th step, which is after the one before it; whatever it tries from then on is not done either. */
export class Faults {
  private steps = 0;
  private at = Number.POSITIVE_INFINITY;

  arm(at: number): void {
    [this.steps, this.at] = [0, at];
  }

  disarm(): void {
    this.arm(Number.POSITIVE_INFINITY);
  }

  get struck(): boolean {
    return this.steps >= this.at;
  }

  step<T>(work: () => T): T {
    this.steps += 1;
    if (this.struck) throw new Killed(`before step ${this.at}`);
    return work();
  }

  /** Each statement is a step. */
  around<T extends Pool | Connection>(target: T): T {
    const query = async (...given: unknown[]) =>
      this.step(() => Reflect.apply(target.query, target, given) as Promise<unknown>);
    return new Proxy(target, {
      get: (from, name) => {
        if (name === 'query') return query;
        const value: unknown = Reflect.get(from, name);
        return typeof value === 'function' ? value.bind(from) : value;
      },
    });
  }
}
