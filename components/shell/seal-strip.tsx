'use client';

import { ShieldCheck, ShieldEllipsis, ShieldX } from 'lucide-react';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import { GuardedLink } from '@/components/ui/guarded-link';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { visibleText } from '@/lib/core/visible-text';
import { isAllowed } from '@/lib/identity/contract';
import { useLedgerHead } from './ledger-head';
import type { ShellViewer } from './viewer';

const EXPLAINED =
  'Every event is sealed into a hash chain in the order in which it happened; a signed checkpoint then fixes the chain up to there.';

/** Says "signed" until something was verified: signing is what happened. */
function Newest() {
  const { head, verified } = useLedgerHead();
  const { alarm, at } = verified;
  if (alarm)
    return (
      <span className="font-medium text-bad">
        {alarm.seq === null ? 'Damaged' : `Damaged at ${formatCount(alarm.seq)}`}
      </span>
    );
  if (at) {
    return (
      <>
        Verified <RelativeTime iso={at} />
      </>
    );
  }
  if (!head.checkpoint) return 'Not signed yet';
  return (
    <>
      Signed <RelativeTime iso={head.checkpoint.signedAt} />
    </>
  );
}

/** The door to the ledger page, for whoever may see it. */
export function SealStrip({ viewer, rail }: { viewer: ShellViewer; rail: boolean }) {
  const { head, verified } = useLedgerHead();
  const path = usePathname();
  const here = path === '/ledger' || path.startsWith('/ledger/');
  const { checkpoint, size } = head;
  const sealed = `${formatCount(size)} sealed`;
  const icon = verified.alarm ? (
    <Icon of={ShieldX} className="text-bad" />
  ) : (
    <Icon of={checkpoint ? ShieldCheck : ShieldEllipsis} className={checkpoint ? 'text-ok' : 'text-fg-3'} />
  );
  const words = verified.alarm
    ? `${sealed}. Verification found damage: ${visibleText(verified.alarm.what)}`
    : `${sealed}. ${EXPLAINED}`;
  const shape = rail
    ? 'grid h-11 place-items-center'
    : 'num grid grid-cols-[16px_1fr] gap-x-[9px] py-[9px] pr-3 pl-[15px] text-small';
  const content: ReactNode = rail ? (
    <>
      {icon}
      <span className="sr-only">{sealed}</span>
    </>
  ) : (
    <>
      <span className="mt-px">{icon}</span>
      <span className="font-medium">{sealed}</span>
      <span className="col-start-2 text-fg-3">
        <Newest />
      </span>
    </>
  );
  if (!isAllowed(viewer.roles, 'audit.read')) {
    return (
      <div title={words} className={shape}>
        {content}
      </div>
    );
  }
  return (
    <GuardedLink
      href="/ledger"
      title={words}
      aria-current={here ? 'page' : undefined}
      className={cn(shape, 'outline-offset-[-2px]', here ? 'bg-bg-active' : 'hover:bg-bg-hover')}
    >
      {content}
    </GuardedLink>
  );
}
