import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { sealedEvents } from '@/lib/command/testing/events';
import { createPool, pool } from '@/lib/db';
import { EMBEDDED_ROLES } from '@/lib/db/operate';
import { forkLedger } from '@/lib/keeper/fork';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import type { Verdict } from '@/lib/ledger/verify/verdict';
import { savedAgain } from '@/lib/reports/testing/office';
import { withBook } from './attacks/exports';
import { eventOfSomeKind, withFresh } from './base-log';
import type { ExportFiles } from './export-files';
import { lookAt } from './look';
import { type Base, type Outside, openSite } from './site';
import { type SixteenOptions, sixteenWriters } from './sixteen';

export type ControlResult = {
  control: string;
  verdict: string;
  named: readonly string[];
  alarm: boolean;
  milliseconds: number;
};
type Seen = Pick<ControlResult, 'verdict' | 'named'>;
export type ControlOptions = { base: Base; files(): Promise<ExportFiles>; start: SixteenOptions['start'] };
/** `verdict`: the only one that is right; whatever else is said is a false alarm, or a promise that nobody can keep. */
export type Control = { name: string; title: string; verdict: Verdict; look(options: ControlOptions): Promise<Seen> };

async function lookThrough(url: string, outside: Outside, from: number): Promise<Seen> {
  const looking = createPool(url, 'attack-control', 1);
  try {
    return await lookAt(looking, outside, from);
  } finally {
    await looking.end();
  }
}

const hasOffice = (): boolean => spawnSync('soffice', ['--version']).status === 0;

const OFFICE: Control = {
  name: 'control-book-saved-by-office',
  title: 'an Excel export that LibreOffice has opened and saved',
  verdict: 'ok',
  look: async ({ base, files }) => lookAtFile(base, savedAgain((await files()).book)),
};

/** Logs that nobody touched: an alarm here is a false one. */
export const CONTROLS: readonly Control[] = [
  {
    name: 'control-clean-log',
    title: 'a clean log',
    verdict: 'ok',
    look: async ({ base }) => {
      const site = await openSite(base);
      return lookAt(site.owner, site.outside, base.size).finally(() => site.close());
    },
  },
  {
    name: 'control-older-size',
    title: 'the log as it was half-way, with what was known outside by then',
    verdict: 'ok',
    look: async ({ base }) => {
      const site = await openSite(base, 'older');
      const outside = { ...site.outside, anchored: site.outside.anchored.slice(0, 1), receipts: [] };
      return lookAt(site.owner, outside, base.size).finally(() => site.close());
    },
  },
  {
    name: 'control-fresh-log',
    title: 'a log that holds nothing but its own beginning',
    verdict: 'unanchored',
    look: ({ base }) =>
      withFresh(base.server, (database, vkey) => {
        const url = base.server.url(EMBEDDED_ROLES.owner, database);
        return lookThrough(url, { vkey, anchored: [], receipts: [] }, 0);
      }),
  },
  {
    name: 'control-keeper-restarted',
    title: 'a log whose keeper was started again, with rows waiting',
    verdict: 'ok',
    look: async ({ base }) => {
      const site = await openSite(base);
      try {
        await site.startKeeper();
        await sealedEvents();
        return await lookAt(site.owner, site.outside, base.size);
      } finally {
        await site.close();
      }
    },
  },
  {
    name: 'control-sixteen-writers',
    title: 'a log under sixteen writers in four processes, verified all the while',
    verdict: 'ok',
    look: async ({ base, start }) => sixteenWriters({ base, start }),
  },
  {
    name: 'control-key-changed',
    title: 'a log whose key was changed, seen by somebody who knows the old one',
    verdict: 'ok',
    look: async ({ base }) => {
      const site = await openSite(base);
      try {
        const keeper = await site.startKeeper();
        await keeper.handlers['ledger.rotateKey']({ reason: 'as every year' });
        await appendBulk(pool(), [eventOfSomeKind(1)]);
        await sealedEvents();
        await keeper.handlers['ledger.checkpoint']({});
        return await lookAt(site.owner, site.outside, base.size);
      } finally {
        await site.close();
      }
    },
  },
  {
    name: 'control-forked-log',
    title: 'the log that was begun after an older backup was restored',
    verdict: 'unanchored',
    look: async ({ base }) => {
      const site = await openSite(base, 'older');
      try {
        cpSync(base.folder, site.keeperFolder, { recursive: true });
        const reason = 'the disk was lost';
        const forked = await forkLedger({
          ownerUrl: site.url('owner'),
          dataFolder: site.keeperFolder,
          reason,
          confirm: async () => true,
        });
        const keeper = await site.startKeeper();
        await keeper.handlers['ledger.checkpoint']({});
        return await lookAt(site.owner, { ...site.outside, vkey: forked?.vkey ?? '', receipts: [] }, 0);
      } finally {
        await site.close();
      }
    },
  },
  ...(['book', 'bundle'] as const).flatMap((name): Control[] => [
    {
      name: `control-${name}-whole`,
      title: `an export of the whole log as ${name}`,
      verdict: 'ok',
      look: async ({ base, files }) => lookAtFile(base, (await files())[name]),
    },
    {
      name: `control-${name}-part`,
      title: `a filtered export as ${name}`,
      verdict: 'partial',
      look: async ({ base, files }) => lookAtFile(base, (await files())[`${name}Part`]),
    },
  ]),
  {
    name: 'control-book-saved-again',
    title: 'an Excel export that another program has opened and saved',
    verdict: 'ok',
    look: async ({ base, files }) => lookAtFile(base, await withBook((await files()).book, () => undefined)),
  },
  ...(hasOffice() ? [OFFICE] : []),
];

async function lookAtFile(base: Base, bytes: Buffer): Promise<Seen> {
  const { verdict, findings } = await verifyExport(fromBytes(bytes), { vkeys: [base.outside.vkey] });
  return { verdict, named: findings.map(({ damage, detail }) => `${damage}: ${detail}`) };
}

export async function runControl({ name, look, ...right }: Control, options: ControlOptions): Promise<ControlResult> {
  const began = performance.now();
  const { verdict, named } = await look(options);
  const alarm = verdict !== right.verdict || named.length > 0;
  return { control: name, verdict, named, alarm, milliseconds: Math.round(performance.now() - began) };
}
