import { AppError, isAppError } from '@/lib/core/errors';

/** Connection trouble and a server that shuts down or starts: nothing was decided, the caller may try again. */
const RETRYABLE =
  /ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|Connection terminated|connection timeout|timeout exceeded when trying to connect|terminating connection|the database system is|server closed the connection|Can't reach database|57P0[1-5]|53300|08\w{3}|Client has encountered a connection error|not queryable|P1001|P1017|P2024|P2028/;
const FULL = /53100|No space left|could not extend file|ENOSPC|53200/;
const CONFLICT = /40001|40P01|could not serialize|deadlock detected|P2034/;

function textOf(error: unknown): string {
  const parts: string[] = [];
  for (let current: unknown = error, depth = 0; current && depth < 6; depth += 1) {
    if (typeof current !== 'object') break;
    const { code, message, cause, originalCode } = current as Record<string, unknown>;
    parts.push(...[code, originalCode, message].filter((part): part is string => typeof part === 'string'));
    current = cause;
  }
  return parts.join(' ');
}

/** What the database said, in our own words; whatever is not known stays as it is. */
export function mapDatabaseError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const text = textOf(error);
  if (/no event of this transaction accounts for/.test(text)) {
    return new AppError('internal', 'A change without its event was refused by the database', {}, { cause: error });
  }
  if (FULL.test(text)) {
    return new AppError('unavailable', 'The database has no space left; nothing was changed', {}, { cause: error });
  }
  if (CONFLICT.test(text)) {
    return new AppError(
      'conflict',
      'Somebody else changed the same thing at the same moment; try again',
      {},
      { cause: error },
    );
  }
  if (RETRYABLE.test(text)) {
    return new AppError('unavailable', 'The database does not answer; nothing was changed', {}, { cause: error });
  }
  return error;
}
