import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { EMBEDDED_ROLES, type EmbeddedServer, ensureEmbeddedDatabase, migrate, startEmbedded } from '@/lib/db/operate';
import { env } from '@/lib/env';

declare module 'vitest' {
  interface ProvidedContext {
    server: { host: string; template: string };
  }
}

/** A real server for the database tests, thrown away after them; each test file copies the migrated template for itself. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-test-'));
  chmodSync(folder, 0o711);
  const socketFolder = path.join(folder, 's');
  mkdirSync(socketFolder);
  chmodSync(socketFolder, 0o777);
  const dataFolder = path.join(folder, 'd', 'postgres');
  mkdirSync(path.dirname(dataFolder));
  chmodSync(path.dirname(dataFolder), 0o777);
  const binaries = env().CHAINWARD_TEST_PG_BIN;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let server: EmbeddedServer;
  try {
    // Durability is tested by its own fault tests, on their own servers; these only need speed.
    server = await startEmbedded({
      dataFolder,
      socketFolder,
      ...(binaries && { binaries }),
      settings: { fsync: 'off', shared_buffers: '64MB' },
    });
    const template = 'chainward_template';
    await ensureEmbeddedDatabase(server.url('postgres', 'postgres'), template);
    await migrate({
      ownerUrl: server.url(EMBEDDED_ROLES.owner, template),
      appUrl: server.url(EMBEDDED_ROLES.app, template),
      keeperUrl: server.url(EMBEDDED_ROLES.keeper, template),
    });
    project.provide('server', { host: socketFolder, template });
  } catch (error) {
    remove();
    throw error;
  }
  return async () => {
    await server.stop();
    remove();
  };
}
