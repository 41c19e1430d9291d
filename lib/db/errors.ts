import { AppError, isAppError } from '@/lib/core/errors';

/** Connection trouble and a server that shuts down or starts. Codes are compared whole: text of people's own may look like one. */
const AWAY_CODES = /^(08\w{3}|57P0[1-5]|53300|P1001|P1017|P2024|P2028|E(CONNREFUSED|CONNRESET|NOENT|PIPE|TIMEDOUT))$/;
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|terminating connection|the database system is|server closed the connection|Can't reach database|connection error and is not queryable|connect E[A-Z]+|(read|write) E(CONNRESET|PIPE)/;
const FULL_CODES = /^(53100|ENOSPC)$/;
const FULL_WORDS = /No space left on device/;
const CONFLICT_CODES = /^(40001|40P01|P2034)$/;

type Said = { codes: string[]; words: string };

/** Codes and messages wherever the driver, its adapter and Prisma put them. */
function saidBy(error: unknown): Said {
  const said: Said = { codes: [], words: '' };
  const visit = (value: unknown, depth: number): void => {
    if (!value || typeof value !== 'object' || depth > 5) return;
    const { code, originalCode, sqlState, message, originalMessage, cause, meta, driverAdapterError } = value as Record<
      string,
      unknown
    >;
    said.codes.push(...[code, originalCode, sqlState].filter((part): part is string => typeof part === 'string'));
    said.words += [message, originalMessage].filter((part) => typeof part === 'string').join(' ');
    for (const inner of [cause, meta, driverAdapterError]) visit(inner, depth + 1);
  };
  visit(error, 0);
  return said;
}

/** What the database said, in our own words; whatever is not known stays as it is. */
export function mapDatabaseError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const { codes, words } = saidBy(error);
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (has(/^CW001$/) || /chainward: no event of this transaction accounts for/.test(words)) {
    return new AppError('internal', 'A change without its event was refused by the database', {}, { cause: error });
  }
  if (has(FULL_CODES) || FULL_WORDS.test(words)) {
    return new AppError('unavailable', 'The database has no space left; nothing was changed', {}, { cause: error });
  }
  if (has(CONFLICT_CODES)) {
    return new AppError(
      'conflict',
      'Somebody else changed the same thing at the same moment; try again',
      {},
      { cause: error },
    );
  }
  if (has(AWAY_CODES) || AWAY_WORDS.test(words)) {
    return new AppError('unavailable', 'The database does not answer; nothing was changed', {}, { cause: error });
  }
  return error;
}
