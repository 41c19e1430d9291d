import { chownSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  EMBEDDED_ROLES,
  embeddedDataFolder,
  ensureEmbeddedDatabase,
  type KeptServer,
  keepEmbedded,
  migrate,
  serverUser,
} from '@/lib/db/operate';
import { env } from '@/lib/env';
import type { Logger } from '@/lib/log';

export type Urls = { owner: string; app: string; keeper: string };
/** `folder` is where the embedded cluster lies when that is not in the data folder. */
export type Database = { urls: Urls; server: KeptServer | null; folder: string | null };

const DATABASE = 'chainward';

async function startOwnServer(dataFolder: string, runFolder: string, log: Logger): Promise<KeptServer> {
  const socketFolder = path.join(runFolder, 'pg');
  if (!existsSync(socketFolder)) mkdirSync(socketFolder, { mode: 0o700 });
  const user = serverUser();
  if (user) chownSync(socketFolder, user.uid, user.gid);
  return keepEmbedded({
    dataFolder: embeddedDataFolder(dataFolder, user),
    socketFolder,
    onLog: (line) => log.debug({ line }, 'postgres'),
  });
}

/** The database that DATABASE_URL names, or one of our own; migrated either way, or not touched at all. */
export async function openInstallationDatabase(dataFolder: string, runFolder: string, log: Logger): Promise<Database> {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl, DATABASE_KEEPER_URL: keeperUrl } = env();
  if (url) {
    const urls = { owner: ownerUrl ?? url, app: url, keeper: keeperUrl ?? url };
    report(log, await migrate({ ownerUrl: urls.owner, appUrl: urls.app, keeperUrl: urls.keeper }));
    return { urls, server: null, folder: null };
  }
  const server = await startOwnServer(dataFolder, runFolder, log);
  try {
    await ensureEmbeddedDatabase(server.url('postgres', 'postgres'), DATABASE);
    const urlOf = (role: keyof typeof EMBEDDED_ROLES) => server.url(EMBEDDED_ROLES[role], DATABASE);
    const urls = { owner: urlOf('owner'), app: urlOf('app'), keeper: urlOf('keeper') };
    report(log, await migrate({ ownerUrl: urls.owner, appUrl: urls.app, keeperUrl: urls.keeper }));
    const folder = embeddedDataFolder(dataFolder, serverUser());
    return { urls, server, folder: folder.startsWith(dataFolder) ? null : folder };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function report(log: Logger, applied: string[]): void {
  if (applied.length > 0) log.info({ applied }, 'migrated the database');
}
