import { AppError } from '@/lib/core/errors';
import { type Connection, createPool } from '@/lib/db';
import { env } from '@/lib/env';
import { dataFolderOf, readRunFile } from './data-folder';
import { DATA_OPTION, type OptionSpec, textValue, UsageError, type Values } from './verb';

export const SOURCE_OPTIONS: Record<string, OptionSpec> = {
  data: DATA_OPTION,
  dsn: { type: 'string', value: 'URL', help: 'a database instead of a data folder (or DATABASE_URL)' },
};

export const LOG_OPTION: OptionSpec = {
  type: 'string',
  value: 'NUMBER',
  help: 'a log that a fork set aside: 0 is the first of this installation',
};

/** Names without a schema mean the tables of that log then; what all logs share is found behind them. */
async function chooseLog(db: Connection, values: Values): Promise<void> {
  const number = textValue(values, 'log');
  if (number === undefined) return;
  if (!/^\d{1,9}$/.test(number)) throw new UsageError(`--log takes a number, not “${number}”`);
  const schema = `ledger_log_${Number(number)}`;
  const { rows } = await db.query<{ known: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS known', [schema]);
  if (!rows[0]?.known) throw new AppError('not_found', `No fork has set a log ${number} aside in this database`);
  await db.query(`SET search_path = ${schema}, public`);
}

/** Runs against the log that was named: a running installation's, or any database. The keeper reads the inbox, the application the data. */
export async function withLog<T>(
  values: Values,
  use: (db: Connection) => Promise<T>,
  role: 'keeper' | 'app' = 'keeper',
): Promise<T> {
  const running = readRunFile(dataFolderOf(textValue(values, 'data') ?? env().CHAINWARD_DATA));
  const url =
    textValue(values, 'dsn') ?? (textValue(values, 'data') ? undefined : env().DATABASE_URL) ?? running?.urls[role];
  if (!url)
    throw new AppError('not_found', 'No Chainward runs with this data folder. Start it, or name a database with --dsn');
  const pool = createPool(url, 'cli', 1);
  try {
    const db = await pool.connect();
    try {
      await chooseLog(db, values);
      return await use(db);
    } finally {
      db.release();
    }
  } finally {
    await pool.end();
  }
}
