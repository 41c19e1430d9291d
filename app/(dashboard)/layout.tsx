import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { NAV_COOKIE } from '@/components/shell/nav-cookie';
import { Shell } from '@/components/shell/shell';
import { requireViewer } from '@/lib/identity/next';
import { getLedgerStatus } from '@/lib/reports';
import { signOutAction } from './actions';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { name, email, roles } = await requireViewer();
  const [ledger, jar] = await Promise.all([getLedgerStatus(), cookies()]);
  return (
    <Shell
      viewer={{ name, email, roles }}
      ledger={ledger}
      startsAsRail={jar.get(NAV_COOKIE)?.value === 'rail'}
      signOut={signOutAction}
    >
      {children}
    </Shell>
  );
}
