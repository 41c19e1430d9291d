import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, createPool, type Pool } from '@/lib/db';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/database';
import type { ForkOptions } from '@/lib/keeper/fork';
import { keeperEvent } from '@/lib/keeper/keeper-event';
import { prepareWork, type Work } from '@/lib/keeper/work';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { rollBack } from './roll-back';

/** A database and a keeper's folder, with a keeper only for as long as each step takes: what a fork finds. */
export class RestingInstallation {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cw-resting-'));
  private constructor(public database: TestDatabase) {}

  static async open(): Promise<RestingInstallation> {
    return new RestingInstallation(await createTestDatabase());
  }

  /** One of which more was signed than the database holds. */
  static async openRestored(): Promise<RestingInstallation> {
    const installation = await RestingInstallation.open();
    await installation.startAndSign();
    await installation.growAndRollBack();
    return installation;
  }

  async close(): Promise<void> {
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async replaceDatabase(): Promise<void> {
    await this.database.drop();
    this.database = await createTestDatabase();
  }

  async connected<T>(role: 'keeper' | 'owner', use: (pool: Pool, db: Connection) => Promise<T>): Promise<T> {
    const pool = createPool(this.database.url(role), 'test', 3);
    const connection = await pool.connect();
    try {
      return await use(pool, connection);
    } finally {
      connection.release(true);
      await pool.end();
    }
  }

  private withKeeper(use: (work: Work) => Promise<unknown>): Promise<Work> {
    return this.connected('keeper', async (pool, connection) => {
      const options = { databaseUrl: this.database.url('keeper'), dataFolder: this.folder };
      const work = await prepareWork(options, pool, connection);
      await use(work);
      await work.stop();
      return work;
    });
  }

  /** A keeper's start: `halted` says why it stands still; otherwise the log is signed. */
  startAndSign(): Promise<Work> {
    return this.withKeeper(async (work) => work.halted ?? (await work.signer.sign()));
  }

  /** The log grows, is signed, and is what it was before. */
  async growAndRollBack(): Promise<void> {
    await this.withKeeper(async (work) => {
      const event = keeperEvent({ name: 'system.started', summary: 'It began.' }, new Date());
      work.start();
      await work.sequencer.append({ event, effect: () => Promise.resolve() });
      await work.schedule.signNow();
    });
    await rollBack(this.database.owner, 1);
  }

  forkOptions(changes: Partial<ForkOptions> = {}): ForkOptions {
    return {
      ownerUrl: this.database.url('owner'),
      dataFolder: this.folder,
      reason: 'restored from the backup of Monday',
      confirm: async () => true,
      ...changes,
    };
  }

  /** The verdict on the log, or on one set aside (`ledger_log_0`). */
  verdict(vkey: string | undefined, schema = 'public'): Promise<string> {
    return this.connected('owner', async (_pool, db) => {
      await db.query(`SET search_path = ${schema}, public`);
      return (await verifyLog({ db, vkey })).verdict;
    });
  }

  async records(schema = 'public') {
    const { rows } = await this.database.owner.query<{ record: Buffer }>(
      `SELECT record FROM ${schema}.audit_event ORDER BY seq`,
    );
    return rows.map(({ record }) => JSON.parse(record.toString()));
  }

  async schemasAside(): Promise<string[]> {
    const { rows } = await this.database.owner.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'ledger_log%' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }

  signerFiles(): string[] {
    return readdirSync(path.join(this.folder, 'keeper')).filter((name) => name.startsWith('signer'));
  }

  lastNoteIn(signerFile: string): string {
    return String(JSON.parse(readFileSync(path.join(this.folder, 'keeper', signerFile), 'utf8')).note ?? '');
  }
}
