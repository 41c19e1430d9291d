import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { TooltipLayer } from '@/components/ui/tooltip-layer';
import type { LedgerHead } from '@/lib/ledger/contract';
import { LedgerHeadProvider } from './ledger-head';
import { Nav } from './nav';
import { Palette } from './palette';
import { TabBar } from './tab-bar';
import type { ShellViewer } from './viewer';

type Props = { viewer: ShellViewer; head: LedgerHead; startsAsRail: boolean; children: ReactNode };

export function Shell({ viewer, head, startsAsRail, children }: Props) {
  return (
    <NuqsAdapter>
      <LedgerHeadProvider initial={head}>
        <div className="flex h-dvh max-sm:flex-col">
          <Nav viewer={viewer} startsAsRail={startsAsRail} />
          <main className="relative flex min-h-0 min-w-0 flex-1 flex-col">
            {children}
            <TooltipLayer />
          </main>
          <TabBar viewer={viewer} />
        </div>
        <Palette viewer={viewer} />
      </LedgerHeadProvider>
    </NuqsAdapter>
  );
}
