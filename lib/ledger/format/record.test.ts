import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { encodeRecord, MAX_RECORD_BYTES, parseRecord, recordDigest } from './record';

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

function refusalOf(value: unknown): AppError {
  try {
    encodeRecord(value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('encodeRecord', () => {
  it.each([
    ['a fraction', { details: { share: 0.5 } }, 'details.share', 'is a number with a fraction'],
    ['a lone surrogate', { targets: [{ name: 'x\uD83D' }] }, 'targets[0].name', 'holds a lone surrogate'],
    ['an integer above 2^53−1', { details: { n: 2 ** 53 } }, 'details.n', 'is an integer beyond ±(2^53−1)'],
    ['an integer below −(2^53−1)', { details: { n: -(2 ** 53) } }, 'details.n', 'is an integer beyond ±(2^53−1)'],
    ['a time that is no text', { occurredAt: new Date(0) }, 'occurredAt', 'is not a plain object'],
    ['a seventeenth level', nested(17), 'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a', 'lies deeper than 16 levels'],
  ])('refuses %s and names the field', (_name, value, path, problem) => {
    const error = refusalOf(value);
    expect(error.code).toBe('invalid_input');
    expect(error.message).toBe(`The event cannot be recorded: ${path} ${problem}`);
    expect(error.fields).toEqual({ [path]: problem });
  });

  it('takes the largest of everything', () => {
    expect(encodeRecord(nested(16)).length).toBeGreaterThan(0);
    expect(encodeRecord({ n: Number.MAX_SAFE_INTEGER, m: Number.MIN_SAFE_INTEGER }).toString()).toBe(
      '{"m":-9007199254740991,"n":9007199254740991}',
    );
    expect(encodeRecord({ a: 'x'.repeat(MAX_RECORD_BYTES - 8) })).toHaveLength(MAX_RECORD_BYTES);
  });

  it.each([
    ['a byte too many', 'x'.repeat(MAX_RECORD_BYTES - 7), MAX_RECORD_BYTES + 1],
    ['too many bytes in few characters', '€'.repeat(22_000), 66_008],
  ])('refuses %s with the number of bytes', (_name, text, bytes) => {
    const error = refusalOf({ a: text });
    expect(error.code).toBe('too_large');
    expect(error.message).toBe(`The event cannot be recorded: ${bytes} bytes, 65536 at most`);
  });
});

describe('recordDigest', () => {
  it('is in a domain of its own, so that no other hash of ours can stand for it', () => {
    const record = encodeRecord({ a: 1 });
    const plain = createHash('sha256').update('chainward/record/v1\n{"a":1}').digest();
    expect(recordDigest(record)).toEqual(plain);
    expect(recordDigest(record).toString('hex')).toBe(
      '0be34a16cad63537a4dbbabbd8c6e8878c212aba302ebab8a9aae5cab8e260ae',
    );
  });
});

describe('parseRecord', () => {
  it.each([
    ['members out of order', '{"b":1,"a":2}'],
    ['a space', '{"a": 1}'],
    ['a newline at the end', '{"a":1}\n'],
    ['a member twice', '{"a":1,"a":1}'],
    ['an escape that need not be', '{"a":"\\u0041"}'],
    ['an escaped slash', '{"a":"\\/"}'],
    ['a fraction', '{"a":0.5}'],
    ['another way to write one', '{"a":1.0}'],
    ['minus zero', '{"a":-0}'],
    ['an escaped lone surrogate', '{"a":"\\ud800"}'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('is not: %s', (_name, text) => {
    expect(parseRecord(Buffer.from(text))).toBeNull();
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])],
    ['a byte order mark', Buffer.from('\uFEFF{"a":1}')],
    ['more than a record may hold', Buffer.from(`{"a":"${'x'.repeat(MAX_RECORD_BYTES)}"}`)],
    ['levels without end', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))],
  ])('is not: %s', (_name, bytes) => {
    expect(parseRecord(bytes)).toBeNull();
  });

  test('whatever can be encoded is', () => {
    const value = fc.dictionary(
      fc.string({ unit: 'grapheme' }),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean()),
    );
    fc.assert(
      fc.property(value, (record) => {
        expect(parseRecord(encodeRecord(record))).not.toBeNull();
      }),
    );
  });
});
