import { AppError } from '@/lib/core/errors';
import { askKeeper } from '@/lib/keeper/client';
import { timeOfId } from '@/lib/ledger/waiting';
import { dataFolderOf, readRunFile } from './data-folder';
import { LOG_OPTION, SOURCE_OPTIONS, withLog } from './ledger-source';
import { DATA_OPTION, JSON_OPTION, textValue, type Verb } from './verb';

type Row = {
  origin: string;
  vkey: string;
  size: string;
  sealed_at: Date;
  signed_size: string | null;
  signed_at: Date | null;
  waiting: string;
  oldest: string | null;
};

const STATUS = `SELECT h.origin, h.vkey, h.size, h.sealed_at, c.size AS signed_size, c.signed_at, w.count AS waiting, w.oldest
  FROM ledger_head h CROSS JOIN chainward_waiting() w LEFT JOIN LATERAL (
    SELECT size, signed_at FROM ledger_checkpoint WHERE origin = h.origin ORDER BY size DESC LIMIT 1) AS c ON true`;

export const ledgerStatus: Verb = {
  options: { ...SOURCE_OPTIONS, log: LOG_OPTION, json: JSON_OPTION },
  run: (values) =>
    withLog(values, async (db) => {
      const row = (await db.query<Row>(STATUS)).rows[0];
      if (!row) throw new AppError('not_found', 'There is no ledger in this database');
      const status = {
        origin: row.origin,
        vkey: row.vkey,
        size: Number(row.size),
        sealedAt: row.sealed_at.toISOString(),
        signedSize: row.signed_size === null ? null : Number(row.signed_size),
        signedAt: row.signed_at?.toISOString() ?? null,
        waiting: Number(row.waiting),
        oldestWaitingMs: row.oldest ? Math.max(0, Date.now() - timeOfId(row.oldest)) : 0,
      };
      const lines = Object.entries(status).map(([name, value]) => `${name.padEnd(17)}${value ?? 'none'}`);
      process.stdout.write(values.json ? `${JSON.stringify(status)}\n` : `${lines.join('\n')}\n`);
      return 0;
    }),
};

export const ledgerCheckpoint: Verb = {
  options: { data: DATA_OPTION, json: JSON_OPTION },
  run: async (values) => {
    const running = readRunFile(dataFolderOf(textValue(values, 'data')));
    if (!running) throw new AppError('not_found', 'No Chainward runs with this data folder. Start it first');
    const signed = await askKeeper('ledger.checkpoint', {}, running.runFolder);
    process.stdout.write(values.json ? `${JSON.stringify(signed)}\n` : signed.note);
    return 0;
  },
};
