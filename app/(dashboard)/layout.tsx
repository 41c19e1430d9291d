import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { NAV_COOKIE } from '@/components/shell/nav-cookie';
import { Shell } from '@/components/shell/shell';
import { requireViewer } from '@/lib/identity/next';
import { getHead } from '@/lib/ledger';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { name, email, roles } = await requireViewer();
  const [head, jar] = await Promise.all([getHead(), cookies()]);
  return (
    <Shell viewer={{ name, email, roles }} head={head} startsAsRail={jar.get(NAV_COOKIE)?.value === 'rail'}>
      {children}
    </Shell>
  );
}
