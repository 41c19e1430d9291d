'use client';

import { ShieldCheck, ShieldEllipsis } from 'lucide-react';
import { formatCount } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { useLedgerHead } from './ledger-head';

const EXPLAINED =
  'Every event is sealed into a hash chain in the order in which it happened; a signed checkpoint then fixes the chain up to there.';

/** Says "signed", not "verified": signing is what happened. */
export function SealStrip({ rail }: { rail: boolean }) {
  const { head } = useLedgerHead();
  const { checkpoint, size } = head;
  const icon = <Icon of={checkpoint ? ShieldCheck : ShieldEllipsis} className={checkpoint ? 'text-ok' : 'text-fg-3'} />;
  const sealed = `${formatCount(size)} sealed`;
  if (rail) {
    return (
      <div title={`${sealed}. ${EXPLAINED}`} className="grid h-11 place-items-center">
        {icon}
        <span className="sr-only">{sealed}</span>
      </div>
    );
  }
  return (
    <div title={EXPLAINED} className="num grid grid-cols-[16px_1fr] gap-x-[9px] py-[9px] pr-3 pl-[15px] text-small">
      <span className="mt-px">{icon}</span>
      <span className="font-medium">{sealed}</span>
      <span className="col-start-2 text-fg-3">
        {checkpoint ? (
          <>
            Signed <RelativeTime iso={checkpoint.signedAt} />
          </>
        ) : (
          'Not signed yet'
        )}
      </span>
    </div>
  );
}
