import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askKeeperAt } from '@/lib/cli/start/ask-keeper';
import { Child } from '@/lib/cli/start/child';
import { openInstallationDatabase, type Urls } from '@/lib/cli/start/database';
import { until } from '@/lib/cli/start/ready';
import { attachDatabase, closeDatabase, createPool, type Pool } from '@/lib/db';
import { askKeeper } from '@/lib/keeper/client';
import { closeFeed, provideWriter } from '@/lib/ledger';
import { log } from '@/lib/log';

export type BenchInstallation = { urls: Urls; runFolder: string; owner: Pool; close(): Promise<void> };

/** The real thing in a folder of its own: PostgreSQL with fsync on, the keeper as a process, this process as a writer. */
export async function openBenchInstallation(kept: string | null = null): Promise<BenchInstallation> {
  const folder = kept === null ? mkdtempSync(path.join(tmpdir(), 'cw-bench-')) : path.resolve(kept);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  const runFolder = path.join(folder, 'run');
  rmSync(runFolder, { recursive: true, force: true });
  mkdirSync(runFolder, { mode: 0o711 });
  const { urls, server } = await openInstallationDatabase(folder, runFolder, log());
  const variables = { CHAINWARD_DATA: folder, CHAINWARD_RUN: runFolder, LOG_LEVEL: 'warn', NODE_ENV: 'production' };
  const keeper = new Child('keeper', { ...variables, DATABASE_URL: urls.keeper }, log(), runFolder);
  keeper.start();
  await until(() => askKeeperAt(runFolder), AbortSignal.timeout(30_000));
  attachDatabase(urls.app);
  provideWriter(() => writerFrom(runFolder));
  const owner = createPool(urls.owner, 'bench', 4);
  return {
    urls,
    runFolder,
    owner,
    close: async () => {
      await owner.end();
      await closeFeed();
      await closeDatabase();
      await keeper.stop();
      await server?.stop();
      if (kept === null) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function writerFrom(runFolder: string) {
  const { id, key } = await askKeeper('writer.key', { process: 'bench' }, runFolder);
  return { id, key: Buffer.from(key, 'base64') };
}

export async function logSize(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ size: string }>('SELECT size FROM ledger_head');
  return Number(rows[0]?.size ?? 0);
}
