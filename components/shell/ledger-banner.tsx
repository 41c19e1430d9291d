'use client';

import { ShieldX } from 'lucide-react';
import { formatCount } from '@/components/ui/format';
import { GuardedLink } from '@/components/ui/guarded-link';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { visibleText } from '@/lib/core/visible-text';
import { isAllowed } from '@/lib/identity/contract';
import { useLedgerHead } from './ledger-head';
import type { ShellViewer } from './viewer';

/** On every page, until the ledger is whole again or the check that found it says otherwise. */
export function LedgerBanner({ viewer }: { viewer: ShellViewer }) {
  const { alarm } = useLedgerHead().verified;
  if (!alarm) return null;
  return (
    <div
      role="alert"
      className="num flex flex-none flex-wrap items-center gap-x-2 gap-y-0.5 border-b bg-bad-soft px-4 py-2 text-bad"
    >
      <Icon of={ShieldX} />
      <strong className="font-semibold">
        {alarm.seq === null ? 'The ledger is damaged' : `The ledger is damaged at event ${formatCount(alarm.seq)}`}
      </strong>
      <span className="min-w-0 text-pretty">
        {visibleText(alarm.what)}, seen <RelativeTime iso={alarm.seenAt} />
      </span>
      {isAllowed(viewer.roles, 'audit.read') && (
        <GuardedLink href="/ledger" className="ml-auto rounded-badge font-medium underline underline-offset-2">
          Open the ledger page
        </GuardedLink>
      )}
    </div>
  );
}
