import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { projectRoot } from '@/lib/paths';
import { CanonicalError, canonicalize } from './canonical-json';

const samples = path.join(projectRoot(), '..', 'shared', 'vectors', 'jcs');
const present = existsSync(samples);
if (!present) console.warn('RFC 8785 samples: ../shared/vectors is not here, so they are left out');

describe.skipIf(!present)('the samples of RFC 8785', () => {
  const names = present ? readdirSync(path.join(samples, 'input')) : [];

  it.each(names)('%s', (name) => {
    const given: unknown = JSON.parse(readFileSync(path.join(samples, 'input', name), 'utf8'));
    const expected = readFileSync(path.join(samples, 'output', name), 'utf8').trimEnd();
    const hex = readFileSync(path.join(samples, 'outhex', name.replace('.json', '.txt')), 'utf8').replace(/\s/g, '');
    expect(canonicalize(given)).toBe(expected);
    expect(Buffer.from(canonicalize(given)).toString('hex')).toBe(hex);
  });

  it('are all there', () => {
    expect(names.length).toBeGreaterThanOrEqual(6);
  });
});

const problemOf = (value: unknown, limits = {}): CanonicalError => {
  try {
    canonicalize(value, limits);
  } catch (error) {
    if (error instanceof CanonicalError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('canonicalize', () => {
  it.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ '10': 1, '9': 2, '': 3 }, '{"":3,"10":1,"9":2}'],
    // RFC 8785 §3.2.3: by UTF-16 code units, so that a surrogate pair comes before U+FB33.
    [{ '\uFB33': 1, '\u{1F600}': 2, '€': 3 }, '{"€":3,"\u{1F600}":2,"\uFB33":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[1, [true, false, null], 'x'], '[1,[true,false,null],"x"]'],
    [-0, '0'],
    [1e21, '1e+21'],
    [Number('333333333.33333329'), '333333333.3333333'],
    [5e-324, '5e-324'],
    ['\u0000\b\t\n\f\r"\\/\u007F\u2028€', '"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u007F\u2028€"'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ])('%j', (value, text) => {
    expect(canonicalize(value)).toBe(text);
  });

  it.each([
    ['a lone high surrogate', { a: { b: ['x', '\uD800'] } }, {}, 'a.b[1]', 'holds a lone surrogate'],
    ['a lone low surrogate in a key', { a: { '\uDC00': 1 } }, {}, 'a.\uDC00', 'holds a lone surrogate'],
    ['surrogates the wrong way round', '\uDE00\uD83D', {}, '', 'holds a lone surrogate'],
    ['NaN', { n: Number.NaN }, {}, 'n', 'is not a finite number'],
    ['an infinity', [1, Number.POSITIVE_INFINITY], {}, '[1]', 'is not a finite number'],
    ['a bigint', { n: 1n }, {}, 'n', 'is a bigint, which JSON cannot hold'],
    ['a function', { f: () => 1 }, {}, 'f', 'is a function, which JSON cannot hold'],
    ['undefined in a list', [undefined], {}, '[0]', 'is a undefined, which JSON cannot hold'],
    ['a hole in a list', new Array(1), {}, '[0]', 'is a undefined, which JSON cannot hold'],
    ['a Date', { at: new Date(0) }, {}, 'at', 'is not a plain object'],
    ['a Map', new Map(), {}, '', 'is not a plain object'],
    ['a fraction in a record', { a: [0.5] }, { integersOnly: true }, 'a[0]', 'is a number with a fraction'],
    ['2^53 in a record', { n: 2 ** 53 }, { integersOnly: true }, 'n', 'is an integer beyond ±(2^53−1)'],
    ['too many levels', { a: { b: {} } }, { maxDepth: 2 }, 'a.b', 'lies deeper than 2 levels'],
  ])('refuses %s and says where', (_name, value, limits, at, problem) => {
    const error = problemOf(value, limits);
    expect([error.path, error.problem]).toEqual([at, problem]);
  });

  it('takes as many levels as are allowed', () => {
    expect(canonicalize({ a: { b: 1 } }, { maxDepth: 2 })).toBe('{"a":{"b":1}}');
  });
});

// `__proto__` as a key is a member like any other once parsed; fast-check makes such keys too.
const json = () => fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 });

test('written again it gives the same bytes, and says the same', () => {
  fc.assert(
    fc.property(json(), (value) => {
      const text = canonicalize(JSON.parse(JSON.stringify(value)));
      expect(canonicalize(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the order in which members were set is of no matter', () => {
  const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer()), { selector: ([key]) => key });
  fc.assert(
    fc.property(members, fc.infiniteStream(fc.nat()), (entries, luck) => {
      const shuffled = entries.map((entry) => ({ entry, rank: luck.next().value })).sort((a, b) => a.rank - b.rank);
      const text = canonicalize(Object.fromEntries(entries));
      expect(canonicalize(Object.fromEntries(shuffled.map(({ entry }) => entry)))).toBe(text);
      const keys = [...text.matchAll(/"((?:[^"\\]|\\.)*)":/g)].map(([, key]) => JSON.parse(`"${key}"`) as string);
      expect(keys).toEqual([...keys].sort((a, b) => Buffer.compare(utf16(a), utf16(b))));
    }),
  );
});

/** Big-endian, so that bytes compare as code units do. */
const utf16 = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16();
