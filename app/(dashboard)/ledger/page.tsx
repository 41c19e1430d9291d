import type { Metadata } from 'next';
import { LedgerPage } from '@/components/ledger/ledger-page';
import { guardPage } from '@/lib/command/next';
import { isAllowed } from '@/lib/identity/contract';
import { viewLedger } from '@/lib/reports';
import { CHECKPOINT_VIEWS } from '@/lib/reports/contract/ledger';
import { getSettings } from '@/lib/settings';
import { type PageSearch, readOne } from '../../search-params';

export const metadata: Metadata = { title: 'Ledger' };

export default async function Ledger({ searchParams }: { searchParams: PageSearch }) {
  const { viewer, caller } = await guardPage('audit.read', '/ledger');
  const asked = readOne(await searchParams, 'checkpoints');
  const shown = CHECKPOINT_VIEWS.find((view) => view === asked) ?? 'all';
  const [view, settings] = await Promise.all([viewLedger(caller, shown), getSettings()]);
  return (
    <LedgerPage
      initial={view}
      may={{
        sign: isAllowed(viewer.roles, 'ledger.sign'),
        verify: isAllowed(viewer.roles, 'ledger.verify'),
        drill: isAllowed(viewer.roles, 'ledger.drill'),
        anchor: isAllowed(viewer.roles, 'ledger.anchors'),
      }}
      timeZone={settings.timeZone}
      openedAt={new Date().toISOString()}
    />
  );
}
