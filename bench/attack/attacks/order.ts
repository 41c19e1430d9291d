import { damage, renumber, rewrite, unguarded } from '@/lib/ledger/testing/tamper';
import { type Attack, target } from '../attack';
import type { Site } from '../site';
import { forgeEvent } from './forge';

async function remove({ owner }: Site, seq: number): Promise<void> {
  await damage(owner, 'DELETE FROM audit_event WHERE seq = $1', [seq]);
  await renumber(owner, seq + 1, -1);
}

/** In a place of its own: the rest moves up. */
async function insert(site: Site, seq: number): Promise<void> {
  await renumber(site.owner, seq, 1);
  await forgeEvent(site, seq, seq - 1);
}

async function swap({ owner }: Site, seq: number): Promise<void> {
  const other = seq + 1;
  const move = (from: number, to: number) =>
    damage(owner, 'UPDATE audit_event SET seq = $2 WHERE seq = $1', [from, to]);
  await move(seq, 9_000_000);
  await move(other, seq);
  await move(9_000_000, other);
}

export const ORDER_ATTACKS: readonly Attack[] = [
  {
    name: 'deleted-in-the-middle',
    title: 'deletion in the middle',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, () => damage(site.owner, 'DELETE FROM audit_event WHERE seq = $1', [seq]));
      return { damage: 'gap', firstBad: seq };
    },
  },
  {
    name: 'deleted-renumbered-rechained',
    title: 'deletion with renumbering and full re-chaining',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, async () => {
        await remove(site, seq);
        await rewrite(site.owner, seq);
      });
      return { damage: 'anchor' };
    },
  },
  {
    name: 'backdated-insertion',
    title: 'backdated insertion, the rest moved up',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, async () => {
        await insert(site, seq);
        await damage(site.owner, 'UPDATE ledger_head SET size = size + 1');
      });
      return { damage: 'digest', firstBad: seq };
    },
  },
  {
    name: 'backdated-insertion-rechained',
    title: 'backdated insertion with full re-chaining',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, async () => {
        await insert(site, seq);
        await rewrite(site.owner, seq);
      });
      return { damage: 'anchor' };
    },
  },
  {
    name: 'rows-swapped',
    title: 'two rows swapped',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, () => swap(site, seq));
      return { damage: 'chain', firstBad: seq };
    },
  },
  {
    name: 'rows-swapped-rechained',
    title: 'two rows swapped with full re-chaining',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, async () => {
        await swap(site, seq);
        await rewrite(site.owner, seq);
      });
      return { damage: 'anchor' };
    },
  },
];
