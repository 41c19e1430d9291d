import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attachDatabase, closeDatabase, createPool, type Pool } from '@/lib/db';
import { EMBEDDED_ROLES } from '@/lib/db/operate';
import { type Keeper, startKeeper } from '@/lib/keeper/run';
import { closeFeed, provideWriter, type Receipt, type Writer } from '@/lib/ledger';

type Role = keyof typeof EMBEDDED_ROLES;

/** A PostgreSQL whose administrator we are. */
export type Server = { url(role: string, database: string): string };

/** What lies outside the database's reach, with its writers and auditors. */
export type Outside = { vkey: string; anchored: readonly string[]; receipts: readonly Receipt[] };

/** A finished log, never touched again: each attack gets a copy of it. */
export type Base = {
  server: Server;
  database: string;
  /** A backup made half-way. */
  older: string;
  /** The keeper's files. */
  folder: string;
  writer: Writer;
  size: number;
  /** Sizes at which the log was signed, and those of them whose note was taken away. */
  signed: readonly number[];
  kept: readonly number[];
  outside: Outside;
};

/** A copy of the log for one attack, with its own keeper when it needs one. */
export type Site = {
  base: Base;
  outside: Outside;
  owner: Pool;
  url(role: Role): string;
  keeperFolder: string;
  /** Starts the keeper on the copy, with this process as a writer. */
  startKeeper(): Promise<Keeper>;
  close(): Promise<void>;
};

async function asAdmin(server: Server, statement: string): Promise<void> {
  const admin = createPool(server.url('postgres', 'postgres'), 'attack-admin', 1);
  await admin.query(statement).finally(() => admin.end());
}

export const dropDatabase = (server: Server, name: string): Promise<void> =>
  asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`);

export async function copyDatabase(server: Server, from: string): Promise<{ name: string; drop(): Promise<void> }> {
  const name = `attack_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, `CREATE DATABASE ${name} OWNER ${EMBEDDED_ROLES.owner} TEMPLATE ${from}`);
  return { name, drop: () => dropDatabase(server, name) };
}

export async function openSite(base: Base, from: 'newest' | 'older' = 'newest'): Promise<Site> {
  const copy = await copyDatabase(base.server, from === 'older' ? base.older : base.database);
  const url = (role: Role) => base.server.url(EMBEDDED_ROLES[role], copy.name);
  const owner = createPool(url('owner'), 'attack', 2);
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-attack-'));
  const keeperFolder = path.join(folder, 'data');
  let keeper: Keeper | undefined;
  // Writers that outlive their keeper: rows may be put into the inbox while nobody seals.
  attachDatabase(url('app'));
  provideWriter(async () => base.writer);
  return {
    base,
    outside: base.outside,
    owner,
    url,
    keeperFolder,
    startKeeper: async () => {
      // Unless the site has keys of its own by now.
      if (!existsSync(keeperFolder)) cpSync(base.folder, keeperFolder, { recursive: true });
      keeper = await startKeeper({
        databaseUrl: url('keeper'),
        dataFolder: keeperFolder,
        runFolder: path.join(folder, 'run'),
        frontHost: null,
        onLost: () => undefined,
      });
      return keeper;
    },
    close: async () => {
      await closeFeed();
      await keeper?.stop();
      await closeDatabase();
      await owner.end();
      await copy.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
