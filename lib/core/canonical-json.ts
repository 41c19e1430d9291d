/** RFC 8785. Members are sorted by UTF-16 code units, which is JavaScript's own string order; numbers are ECMAScript's. */

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

export class CanonicalError extends Error {
  override readonly name = 'CanonicalError';
  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path || 'the record'} ${problem}`);
  }
}

export type CanonicalLimits = {
  /** Integers within ±(2^53−1) only, as records demand; otherwise any finite number. */
  integersOnly?: boolean;
  maxDepth?: number;
};

function text(value: string, path: string): string {
  if (LONE_SURROGATE.test(value)) throw new CanonicalError(path, 'holds a lone surrogate');
  return JSON.stringify(value);
}

function number(value: number, path: string, integersOnly: boolean): string {
  if (!Number.isFinite(value)) throw new CanonicalError(path, 'is not a finite number');
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw new CanonicalError(
      path,
      Number.isInteger(value) ? 'is an integer beyond ±(2^53−1)' : 'is a number with a fraction',
    );
  }
  return Object.is(value, -0) ? '0' : String(value);
}

function write(value: unknown, path: string, depth: number, limits: Required<CanonicalLimits>): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return text(value, path);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return number(value, path, limits.integersOnly);
  if (typeof value !== 'object') throw new CanonicalError(path, `is a ${typeof value}, which JSON cannot hold`);
  if (depth >= limits.maxDepth) throw new CanonicalError(path, `lies deeper than ${limits.maxDepth} levels`);
  if (Array.isArray(value)) {
    // Not map(), which passes over holes and would write "[,]".
    return `[${Array.from(value, (item, index) => write(item, `${path}[${index}]`, depth + 1, limits)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError(path, 'is not a plain object');
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const memberPath = path ? `${path}.${key}` : key;
    members.push(`${text(key, memberPath)}:${write(member, memberPath, depth + 1, limits)}`);
  }
  return `{${members.join(',')}}`;
}

/** A member whose value is undefined is left out, as JSON.stringify does. */
export function canonicalize(value: unknown, { integersOnly = false, maxDepth = 128 }: CanonicalLimits = {}): string {
  return write(value, '', 0, { integersOnly, maxDepth });
}
