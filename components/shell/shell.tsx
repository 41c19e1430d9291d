import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { TooltipLayer } from '@/components/ui/tooltip-layer';
import type { LedgerStatus } from '@/lib/reports/contract/ledger';
import { LedgerBanner } from './ledger-banner';
import { LedgerHeadProvider } from './ledger-head';
import { Nav } from './nav';
import { Palette } from './palette';
import { type SignOutAction, SignOutProvider } from './sign-out-action';
import { TabBar } from './tab-bar';
import type { ShellViewer } from './viewer';

type Props = {
  viewer: ShellViewer;
  ledger: LedgerStatus;
  startsAsRail: boolean;
  signOut: SignOutAction;
  children: ReactNode;
};

export function Shell({ viewer, ledger, startsAsRail, signOut, children }: Props) {
  return (
    <NuqsAdapter>
      <LedgerHeadProvider initial={ledger}>
        <SignOutProvider action={signOut}>
          <div className="flex h-dvh max-sm:flex-col">
            <Nav viewer={viewer} startsAsRail={startsAsRail} />
            <main className="relative flex min-h-0 min-w-0 flex-1 flex-col">
              <LedgerBanner viewer={viewer} />
              {children}
              <TooltipLayer />
            </main>
            <TabBar viewer={viewer} />
          </div>
          <Palette viewer={viewer} />
        </SignOutProvider>
      </LedgerHeadProvider>
    </NuqsAdapter>
  );
}
