import { damage, moveHead, retile, rewrite, unguarded } from '@/lib/ledger/testing/tamper';
import type { Attack } from '../attack';
import type { Site } from '../site';
import { forgeEvent } from './forge';

const CUT = 20;

async function cut({ owner }: Site, from: number, signatures: 'kept' | 'deleted'): Promise<void> {
  await unguarded(owner, async () => {
    await damage(owner, 'DELETE FROM audit_event WHERE seq >= $1', [from]);
    if (signatures === 'deleted') await damage(owner, 'DELETE FROM ledger_checkpoint WHERE size > $1', [from]);
    await moveHead(owner);
    await retile(owner);
  });
}

/** New events by hand until the log is longer than it was: neither its length nor its rows show anything. */
async function goOn(site: Site): Promise<void> {
  const { rows } = await site.owner.query<{ size: string }>('SELECT size FROM ledger_head');
  const from = Number(rows[0]?.size);
  await unguarded(site.owner, async () => {
    for (let seq = from; seq < site.base.size + 5; seq += 1) await forgeEvent(site, seq, seq - 100);
    await rewrite(site.owner, from);
  });
  await standsStill(await site.startKeeper());
}

const lastKept = ({ base }: Site): number => base.kept.at(-1) ?? 0;

export const TAIL_ATTACKS: readonly Attack[] = [
  {
    name: 'tail-cut',
    title: 'tail cut and head reset',
    carryOut: async (site) => {
      const from = site.base.size - CUT;
      await cut(site, from, 'kept');
      return { damage: 'checkpoint', firstBad: from };
    },
  },
  {
    name: 'tail-cut-signatures-deleted',
    title: 'tail cut and head reset, later signatures deleted',
    carryOut: async (site) => {
      const from = lastKept(site) - CUT;
      await cut(site, from, 'deleted');
      return { damage: 'anchor', firstBad: from };
    },
  },
  {
    name: 'tail-cut-behind-the-anchor',
    title: 'tail cut behind the last note that was taken away; only receipts know of it',
    carryOut: async (site) => {
      const from = site.base.size - CUT;
      await cut(site, from, 'deleted');
      return { damage: 'receipt' };
    },
  },
  {
    name: 'tail-cut-and-continued',
    title: 'tail cut and continued with other events',
    carryOut: async (site) => {
      const from = lastKept(site) - CUT;
      await cut(site, from, 'deleted');
      await goOn(site);
      return { damage: 'anchor' };
    },
  },
  {
    name: 'older-backup-restored',
    title: 'an older backup restored',
    from: 'older',
    carryOut: async ({ owner }) => {
      const { rows } = await owner.query<{ size: string }>('SELECT size FROM ledger_head');
      return { damage: 'anchor', firstBad: Number(rows[0]?.size) };
    },
  },
  {
    name: 'older-backup-continued',
    title: 'an older backup restored and continued with other events',
    from: 'older',
    carryOut: async (site) => {
      await goOn(site);
      return { damage: 'anchor' };
    },
  },
];

/** The keeper knows from its own files what it signed: it neither seals on top of this nor signs it. */
async function standsStill(keeper: Awaited<ReturnType<Site['startKeeper']>>): Promise<void> {
  const signed = await keeper.handlers['ledger.checkpoint']({}).then(
    () => true,
    () => false,
  );
  if (signed) throw new Error('the keeper signed a log that does not extend what it signed before');
}
