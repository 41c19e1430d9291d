import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { mapDatabaseError } from './errors';

const withCode = (code: string, message = 'said by the server') => Object.assign(new Error(message), { code });
const codeOf = (error: unknown) => {
  const mapped = mapDatabaseError(error);
  return mapped instanceof AppError ? mapped.code : 'unknown';
};

describe('mapDatabaseError', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED'), 'unavailable'],
    ['a server that shuts down', withCode('57P01'), 'unavailable'],
    ['a connection that broke', new Error('Connection terminated unexpectedly'), 'unavailable'],
    ['a full disk', withCode('53100'), 'unavailable'],
    ['a deadlock', withCode('40P01'), 'conflict'],
    ['a change without its event', withCode('CW001'), 'internal'],
    [
      'the same, told by its words alone',
      new Error('chainward: no event of this transaction accounts for users:1'),
      'internal',
    ],
    [
      'a code deep inside',
      Object.assign(new Error('raw query failed'), {
        meta: { driverAdapterError: { cause: { originalCode: '57P02' } } },
      }),
      'unavailable',
    ],
    [
      'a key that looks like a code',
      withCode('23505', 'Key (id)=(…-08abc0000001) exists, 53100, 40001, ENOENT'),
      'unknown',
    ],
    ['what is no database error', new TypeError('x is not a function'), 'unknown'],
  ])('%s', (_name, error, code) => {
    expect(codeOf(error)).toBe(code);
  });

  it('leaves errors of ours as they are', () => {
    const error = new AppError('conflict', 'Somebody was faster');
    expect(mapDatabaseError(error)).toBe(error);
  });
});
