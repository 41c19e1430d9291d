import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, MAX_RECORD_BYTES, parseRecord } from '../format/record';
import { sampleRecord } from '../testing/log';
import { RecordScanner } from './scan-record';

const scanner = new RecordScanner();
const scan = (bytes: Buffer) => scanner.scan(bytes, 0, bytes.length);
const isRecord = (bytes: Buffer) => parseRecord(bytes) !== null;

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'é',
    '€',
    '😀',
    '"',
    '\\',
    '\n',
    '\u0001',
    '\u001f',
    '\u007f',
    '/',
    '\ufffd',
    '\u0000',
  ),
});
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('the scanner', () => {
  it('finds every record that format/ writes in canonical form', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(scan(encodeRecord(value))).toBe(true);
      }),
    );
  });

  it('says of any JSON what writing it again says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.boolean(), (value, pretty) => {
        const bytes = Buffer.from(pretty ? JSON.stringify(JSON.parse(value), null, 1) : value);
        expect(scan(bytes)).toBe(isRecord(bytes));
      }),
    );
  });

  it('says of a record with a few bytes changed what writing it again says', () => {
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('"\\{}[],:-0.eu \n\u00c3tfn')),
      fc.integer({ min: 0, max: 255 }),
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      byte,
      kind: fc.constantFrom('set', 'insert', 'delete'),
    });
    fc.assert(
      fc.property(json, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        let bytes = encodeRecord(value);
        for (const { at, byte: put, kind } of changes) {
          const place = Math.floor(at * bytes.length);
          const behind = bytes.subarray(kind === 'insert' ? place : place + 1);
          bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(kind === 'delete' ? [] : [put]), behind]);
        }
        expect(scan(bytes)).toBe(isRecord(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['names out of order', '{"b":1,"a":1}', false],
    ['a name twice', '{"a":1,"a":1}', false],
    ['names in the order of UTF-16, not of UTF-8', '{"😀":1,"\uff5e":1}', true],
    ['names in the order of UTF-8', '{"\uff5e":1,"😀":1}', false],
    ['a name that only its escape puts in order', '{"\\n":1,"\\u0001":1}', false],
    ['a negative zero', '[-0]', false],
    ['a leading zero', '[01]', false],
    ['the largest integer', `[${Number.MAX_SAFE_INTEGER}]`, true],
    ['the least integer', `[-${Number.MAX_SAFE_INTEGER}]`, true],
    ['an integer beyond it', '[9007199254740992]', false],
    ['an exponent', '[1e2]', false],
    ['a fraction', '[1.0]', false],
    ['an escape that is not needed', '["\\u0041"]', false],
    ['an escaped slash', '["\\/"]', false],
    ['an escape in capitals', '["\\u001F"]', false],
    ['a long escape for a short one', '["\\u000a"]', false],
    ['a byte order mark', '\ufeff{}', false],
    ['a space behind', '{} ', false],
    ['sixteen levels', '['.repeat(16) + ']'.repeat(16), true],
    ['seventeen levels', '['.repeat(17) + ']'.repeat(17), false],
    ['nothing', '', false],
    ['a text cut short', '{"a":"b', false],
    ['a lone word', 'true', true],
    ['a word cut short', 'tru', false],
  ])('%s', (_name, record, expected) => {
    const bytes = Buffer.from(record);
    expect(scan(bytes)).toBe(expected);
    expect(isRecord(bytes)).toBe(expected);
  });

  it.each([
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['an overlong form of three', [0xe0, 0x80, 0xaf]],
    ['a sequence cut short', [0xe2, 0x82]],
    ['a character beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a lone continuation', [0x80]],
  ])('refuses %s', (_name, inside) => {
    const bytes = Buffer.from([0x22, ...inside, 0x22]);
    expect(scan(bytes)).toBe(false);
    expect(isRecord(bytes)).toBe(false);
  });

  it('refuses a record that is too long, and nothing shorter', () => {
    const of = (bytes: number) => Buffer.from(JSON.stringify('x'.repeat(bytes - 2)));
    expect(scan(of(MAX_RECORD_BYTES))).toBe(true);
    expect(scan(of(MAX_RECORD_BYTES + 1))).toBe(false);
  });

  it('reads nothing outside the bounds it was given', () => {
    const bytes = Buffer.from('{"a":1}]');
    expect(scanner.scan(bytes, 0, 7)).toBe(true);
    expect(scanner.scan(bytes, 0, 6)).toBe(false);
    expect(scanner.scan(bytes, 1, 7)).toBe(false);
  });

  it('notes where the members stand that columns repeat, and no others of the same name', () => {
    const { record } = sampleRecord({ details: { module: 'x', actor: { type: 'y' } } }, { id: 'u1', name: 'Ada' });
    expect(scan(record)).toBe(true);
    for (const [member, word] of [
      ['module', 'system'],
      ['activity', 'started'],
      ['status', 'success'],
      ['actor.type', 'system'],
      ['actor.id', 'u1'],
      ['actor.name', 'Ada'],
    ] as const) {
      expect(scanner.says(member, Buffer.from(word))).toBe(true);
      expect(scanner.says(member, Buffer.from(`${word}x`))).toBe(false);
    }
  });
});
