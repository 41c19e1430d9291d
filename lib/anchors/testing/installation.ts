import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { run } from '@/lib/command';
import { callerWith } from '@/lib/command/testing/callers';
import { sealedEvents } from '@/lib/command/testing/events';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { recordEvents } from '@/lib/ledger';
import { deleteAnchor } from '../delete-anchor';
import { listAnchors } from '../queries';
import { runFolder } from './run-folder';

export const admin = callerWith('admin');

let names = 0;
export const newName = () => `Anchor ${++names}`;

export const emailInput = (name = newName()) => ({
  kind: 'email',
  name,
  config: { host: 'mail.example', user: 'log', from: 'log@example.org', to: ['a@example.org'] },
  secret: 'correct horse',
});

export const happen = () =>
  recordEvents([{ name: 'system.started', summary: 'It began.' }], { actor: admin.actor, now: new Date() });

/** A keeper at work for the whole file; anchors, receipts and a folder of its own for each test. */
export function installationOfThisFile() {
  let installation: TestInstallation;
  let folder = '/nowhere';
  beforeAll(async () => {
    installation = await openTestInstallation({ runFolder });
  });
  afterAll(async () => {
    await installation.close();
    rmSync(runFolder, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cw-anchors-'));
  });
  afterEach(async () => {
    for (const { id, version } of await listAnchors()) await run(deleteAnchor, admin, { id, version });
    await installation.database.owner.query('DELETE FROM anchor_receipts');
    rmSync(folder, { recursive: true, force: true });
  });
  const file = () => path.join(folder, 'log.ndjson');
  return {
    owner: () => installation.database.owner,
    file,
    fileInput: (name = newName()) => ({ kind: 'file', name, config: { path: file() } }),
    linesOf: () => readFileSync(file(), 'utf8').trimEnd().split('\n'),
    /** Has everything sealed signed; tells the size. */
    sign: async () => {
      await sealedEvents();
      return (await installation.keeper.handlers['ledger.checkpoint']({})).size;
    },
  };
}
