import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EMBEDDED_ROLES, ensureEmbeddedDatabase, migrate, startEmbedded } from '@/lib/db/operate';
import { schemaDiff } from '@/lib/db/testing/schema-diff';
import { env } from '@/lib/env';

/** A server of its own for as long as `use` takes, thrown away after it. */
async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-diff-'));
  const socketFolder = path.join(folder, 's');
  mkdirSync(socketFolder);
  for (const open of [folder, socketFolder]) chmodSync(open, 0o777);
  try {
    const server = await startEmbedded({
      dataFolder: path.join(folder, 'postgres'),
      socketFolder,
      settings: { fsync: 'off' },
    });
    try {
      await ensureEmbeddedDatabase(server.url('postgres', 'postgres'), 'chainward');
      const url = server.url(EMBEDDED_ROLES.owner, 'chainward');
      await migrate({ ownerUrl: url });
      return await use(url);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = env().DATABASE_URL;
const sql = given ? await schemaDiff(given) : await withServer(schemaDiff);
if (sql) process.stdout.write(`${sql}\n`);
