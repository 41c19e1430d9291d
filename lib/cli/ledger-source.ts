import { AppError } from '@/lib/core/errors';
import { type Connection, createPool } from '@/lib/db';
import { env } from '@/lib/env';
import { dataFolderOf, readRunFile } from './data-folder';
import { DATA_OPTION, type OptionSpec, textValue, type Values } from './verb';

export const SOURCE_OPTIONS: Record<string, OptionSpec> = {
  data: DATA_OPTION,
  dsn: { type: 'string', value: 'URL', help: 'a database instead of a data folder (or DATABASE_URL)' },
};

/** Runs against the log that was named: a running installation's, or any database. */
export async function withLog<T>(values: Values, use: (db: Connection) => Promise<T>): Promise<T> {
  const running = readRunFile(dataFolderOf(textValue(values, 'data') ?? env().CHAINWARD_DATA));
  const url =
    textValue(values, 'dsn') ?? (textValue(values, 'data') ? undefined : env().DATABASE_URL) ?? running?.urls.keeper;
  if (!url)
    throw new AppError('not_found', 'No Chainward runs with this data folder. Start it, or name a database with --dsn');
  const pool = createPool(url, 'cli', 1);
  try {
    const db = await pool.connect();
    try {
      return await use(db);
    } finally {
      db.release();
    }
  } finally {
    await pool.end();
  }
}
