import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { rollBack } from '@/lib/keeper/testing/roll-back';
import { recordEvents, waitUntilSealed } from '@/lib/ledger';
import { writeRunFile } from './data-folder';
import { type BuiltCommand, buildCommand } from './testing/built-command';

let installation: TestInstallation;
let command: BuiltCommand;
beforeAll(async () => {
  [installation, command] = await Promise.all([openTestInstallation(), buildCommand()]);
});
afterAll(async () => {
  await command.remove();
  await installation.close();
});

const status = () => installation.keeper.handlers['keeper.status']({});
const record = async (summary: string) => {
  const context = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;
  const [receipt] = await recordEvents([{ name: 'system.started', summary }], context);
  return receipt?.eventId ?? '';
};
const fork = (...args: string[]) =>
  command.run(['ledger', 'fork', '--data', installation.folder, ...args], {
    DATABASE_URL: installation.database.url('app'),
    DATABASE_KEEPER_URL: installation.database.url('keeper'),
    DATABASE_OWNER_URL: installation.database.url('owner'),
  });

describe('ledger rotate-key', () => {
  it('asks the keeper that runs, and prints both keys', async () => {
    const rotate = () => command.run(['ledger', 'rotate-key', '--data', installation.folder, '--reason', 'a custom']);
    expect(await rotate()).toMatchObject({ code: 1, err: expect.stringContaining('No Chainward runs with this data') });
    const before = (await status()).vkey;
    const url = installation.database.url();
    writeRunFile(installation.folder, {
      pid: process.pid,
      runFolder: path.join(installation.folder, 'run'),
      port: 1,
      host: 'localhost',
      urls: { owner: url, app: url, keeper: url },
    });
    const { code, out } = await rotate();
    expect(code).toBe(0);
    expect(out).toContain(before);
    expect(out).toContain((await status()).vkey);
    expect((await status()).vkey).not.toBe(before);
    rmSync(path.join(installation.folder, 'run.json'));
  });
});

describe('ledger fork', () => {
  it('needs a reason, somebody who is sure, and a data folder', async () => {
    expect(await fork('--yes')).toMatchObject({ code: 64, err: expect.stringContaining('--reason says why') });
    expect(await fork('--reason', 'x')).toMatchObject({ code: 64, err: expect.stringContaining('give --yes') });
    const empty = mkdtempSync(path.join(tmpdir(), 'cw-none-'));
    const elsewhere = await command.run(['ledger', 'fork', '--data', empty, '--reason', 'x', '--yes']);
    expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('is not the data folder of a keeper') });
    expect(existsSync(path.join(empty, 'keeper'))).toBe(false);
    rmSync(empty, { recursive: true });
  });

  it('is refused while a keeper runs', async () => {
    expect(await fork('--reason', 'x', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('A keeper is at work on this database. Stop Chainward first'),
    });
  });

  it('begins a new log after a restored backup; what was accepted meanwhile goes into it', async () => {
    await waitUntilSealed([await record('lost with the backup')]);
    await installation.keeper.stop();
    await rollBack(installation.database.owner, 1);
    await installation.restartKeeper();
    const halted = await status();
    expect(halted.halted).toContain('`chainward ledger fork`');
    expect([halted.sequencerError, halted.signerError]).toEqual([halted.halted, halted.halted]);
    const waiting = await record('accepted while it stood still');
    for (const method of ['ledger.checkpoint', 'ledger.rotateKey'] as const)
      await expect(installation.keeper.handlers[method]({})).rejects.toMatchObject({ message: halted.halted });
    expect((await waitUntilSealed([waiting], 300)).size).toBe(0);
    await installation.keeper.stop();

    const { code, out, err } = await fork('--reason', 'restored from the backup of Monday', '--yes', '--json');
    expect([code, err]).toEqual([0, '']);
    const forked = JSON.parse(out);
    expect(forked).toMatchObject({ origin: expect.stringMatching(/\/1$/), oldVkey: halted.vkey });
    await installation.restartKeeper();
    expect(await status()).toMatchObject({ halted: null, origin: forked.origin, vkey: forked.vkey });
    expect((await waitUntilSealed([waiting])).get(waiting)).toBe(2);
    expect(readFileSync(path.join(installation.folder, 'keeper', 'signer.json'), 'utf8')).toContain(forked.oldOrigin);

    const dsn = ['--dsn', installation.database.url('keeper')];
    const old = await command.run(['ledger', 'status', '--log', '0', '--json', ...dsn]);
    expect(JSON.parse(old.out)).toMatchObject({ origin: forked.oldOrigin, size: 1 });
    const { vkey } = JSON.parse(old.out);
    const verified = await command.run(['ledger', 'verify', '--log', '0', '--vkey', vkey, '--json', ...dsn]);
    expect(JSON.parse(verified.out)).toMatchObject({ verdict: 'unanchored', origin: forked.oldOrigin, findings: [] });
    const none = await command.run(['ledger', 'status', '--log', '7', ...dsn]);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('No fork has set a log 7 aside') });
  });
});
