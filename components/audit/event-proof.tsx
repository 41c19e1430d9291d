'use client';

import { Download, ShieldCheck } from 'lucide-react';
import { buttonStyle } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Spinner } from '@/components/ui/spinner';
import type { AuditDetail } from '@/lib/ledger/contract';
import { Facts, HashFact } from './fact';
import { PanelSection } from './panel-section';

/** States what is stored, and claims no check that nobody ran. */
export function EventProof({ detail }: { detail: AuditDetail }) {
  const { checkpoint, row } = detail;
  return (
    <PanelSection title="Proof">
      <p className="num mb-2 flex gap-2 text-small">
        {checkpoint ? (
          <Icon of={ShieldCheck} size={14} className="mt-px text-ok" />
        ) : (
          <Spinner className="mt-px text-accent" />
        )}
        {checkpoint ? (
          <span>
            Sealed as {formatCount(row.seq)}, under the signed root of size {formatCount(checkpoint.size)}, signed{' '}
            <RelativeTime iso={checkpoint.signedAt} />
          </span>
        ) : (
          <span>Sealed as {formatCount(row.seq)}; waiting for the next checkpoint to sign it</span>
        )}
      </p>
      <Facts>
        <HashFact label="Digest" value={detail.digest} />
        <HashFact label="Previous" value={detail.prev} />
        <HashFact label="Leaf" value={detail.leafHash} />
        {checkpoint && <HashFact label="Root" value={checkpoint.root} />}
      </Facts>
      {checkpoint && (
        <a href={`/api/audit/events/${row.seq}/proof`} download className={cn(buttonStyle({ size: 'chip' }), 'mt-3')}>
          <Icon of={Download} size={14} />
          Download proof
        </a>
      )}
    </PanelSection>
  );
}
