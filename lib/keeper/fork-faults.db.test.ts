import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection } from '@/lib/db';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { forkLedger, forkUnderLock } from './fork';
import { readHead, vkeyOf } from './identity';
import { Faults } from './testing/faults';
import { RestingInstallation } from './testing/resting-installation';

const faults = vi.hoisted(() => ({ step: <T>(work: () => T): T => work() }));
vi.mock('@/lib/core/files', async (original) => {
  const real = await original<typeof import('@/lib/core/files')>();
  return {
    ...real,
    writeDurably: (...given: Parameters<typeof real.writeDurably>) => faults.step(() => real.writeDurably(...given)),
  };
});

let installation: RestingInstallation;
const machine = new Faults();
beforeAll(async () => {
  installation = await RestingInstallation.openRestored();
  faults.step = (work) => machine.step(work);
});
afterAll(() => installation.close());

describe('a fork', () => {
  /** Every root that was ever signed, wherever it stands. */
  async function signedRoots(): Promise<Map<string, Set<string>>> {
    const notes = installation.signerFiles().map((name) => installation.lastNoteIn(name));
    for (const schema of ['public', ...(await installation.schemasAside())])
      notes.push(
        ...(await installation.database.owner.query(`SELECT note FROM ${schema}.ledger_checkpoint`)).rows.map(
          (row) => row.note,
        ),
      );
    const roots = new Map<string, Set<string>>();
    for (const note of notes) {
      const said = parseCheckpoint(note);
      if (!said) continue;
      const place = `${said.origin} ${said.size}`;
      roots.set(place, (roots.get(place) ?? new Set()).add(said.root.toString('hex')));
    }
    return roots;
  }

  it('that is killed between any two of its steps is ended by the next keeper, or begun anew', {
    timeout: 120_000,
  }, async () => {
    let step = 1;
    for (let struck = true; struck; step += 1) {
      machine.arm(step);
      await installation.connected('owner', async (pool, db) => {
        await forkUnderLock(installation.forkOptions(), machine.around(pool), machine.around<Connection>(db)).catch(
          () => undefined,
        );
      });
      struck = machine.struck;
      machine.disarm();

      // Either the fork was done, and the keeper ends it, or nothing was, and it stands still as before.
      if ((await installation.startAndSign()).halted)
        expect(await forkLedger(installation.forkOptions())).not.toBeNull();
      const work = await installation.startAndSign();
      expect(work.halted).toBeNull();
      const head = await readHead(installation.database.owner);
      expect(head).toMatchObject({
        origin: work.identity.origin,
        vkey: vkeyOf(work.identity.origin, work.store.ledgerKey()),
      });
      expect((await installation.records()).map(({ activity }) => activity)).toEqual(['ledger_started', 'forked']);
      expect(await installation.verdict(head?.vkey)).toBe('unanchored');
      for (const [place, roots] of await signedRoots()) expect([place, roots.size]).toEqual([place, 1]);
      await installation.growAndRollBack();
    }
    expect(step).toBeGreaterThan(12);
  });
});
