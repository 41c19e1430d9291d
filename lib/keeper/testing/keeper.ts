import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeTestDatabase, openTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import { type Keeper, type KeeperOptions, startKeeper } from '@/lib/keeper/run';
import { closeFeed, provideWriter } from '@/lib/ledger';
import { checkReceipts } from '@/lib/ledger/receipts';

export type TestInstallation = {
  database: TestDatabase;
  keeper: Keeper;
  folder: string;
  restartKeeper(): Promise<Keeper>;
  close(): Promise<void>;
};

/** A database with a real keeper at work on it, and this process as one of its writers. */
export async function openTestInstallation(options: Partial<KeeperOptions> = {}): Promise<TestInstallation> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-keeper-'));
  const start = () =>
    startKeeper({
      databaseUrl: database.url('keeper'),
      dataFolder: folder,
      runFolder: path.join(folder, 'run'),
      frontHost: null,
      onLost: () => undefined,
      ...options,
    });
  const installation: TestInstallation = {
    database,
    folder,
    keeper: await start(),
    restartKeeper: async () => {
      await installation.keeper.stop();
      installation.keeper = await start();
      return installation.keeper;
    },
    close: async () => {
      await closeFeed();
      await installation.keeper.stop();
      // What is sealed here would be missing in the next test's database.
      await checkReceipts();
      await closeTestDatabase(database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  provideWriter(async () => {
    const { id, key } = await installation.keeper.handlers['writer.key']({ process: 'test' });
    return { id, key: Buffer.from(key, 'base64') };
  });
  return installation;
}
