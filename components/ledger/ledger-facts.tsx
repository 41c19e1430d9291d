'use client';

import { ShieldEllipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount, formatTime, milliseconds } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { TONE_TEXT } from '@/components/ui/tone';
import type { LedgerHead } from '@/lib/ledger/contract';
import type { LedgerView } from '@/lib/reports/contract/ledger';
import { VERDICT_LOOK } from './check-look';
import { formatSpan } from './check-words';

type FactProps = { label: string; value: ReactNode; children: ReactNode };

const Fact = ({ label, value, children }: FactProps) => (
  <div className="num min-w-0 px-5 py-3 max-lg:odd:border-l-0 max-sm:px-4 lg:first:border-l-0 border-l max-lg:[&:nth-child(n+3)]:border-t">
    <dt className="font-medium text-fg-3 text-micro">{label}</dt>
    <dd className="flex min-h-7 items-center gap-1.5 font-semibold text-title">{value}</dd>
    <dd className="text-fg-3 text-small sm:truncate">{children}</dd>
  </div>
);

type Props = { view: LedgerView; head: LedgerHead; timeZone: string };

function Sealing({ view, head, timeZone }: Props) {
  const { keeper, sealing } = view;
  if (keeper?.sequencerError) return <span className="text-bad">Nothing is sealed: {keeper.sequencerError}</span>;
  return (
    <>
      {head.sealedAt && `Head ${formatTime(head.sealedAt, timeZone)}.${milliseconds(head.sealedAt)}`}
      {sealing && (
        <span title={`From recorded to sealed, over the newest ${formatCount(sealing.events)} events`}>
          , sealing p50 {formatSpan(sealing.p50)}, p99 {formatSpan(sealing.p99)}
        </span>
      )}
    </>
  );
}

function verdictFact({ verdict }: LedgerView): FactProps {
  if (!verdict) {
    return {
      label: 'Verdict',
      value: (
        <span className="flex items-center gap-1.5 text-fg-2">
          <Icon of={ShieldEllipsis} />
          not verified yet
        </span>
      ),
      children: 'No check has ended yet',
    };
  }
  const { icon, tone, explained } = VERDICT_LOOK[verdict.word];
  return {
    label: 'Verdict',
    value: (
      <span className={cn('flex items-center gap-1.5', TONE_TEXT[tone])}>
        <Icon of={icon} />
        {verdict.word}
      </span>
    ),
    children: explained,
  };
}

function originWords({ origin }: LedgerView): ReactNode {
  if (!origin) return 'The log has not begun';
  const { forkedFrom, demo } = origin;
  if (forkedFrom) {
    const words = `Forked from ${forkedFrom.origin} at ${formatCount(forkedFrom.size)}${forkedFrom.reason && `: ${forkedFrom.reason}`}`;
    return (
      <span className="text-warn" title={words}>
        {words}
      </span>
    );
  }
  return demo ? 'Demo, never forked' : 'Never forked';
}

export function LedgerFacts(props: Props) {
  const { view, head } = props;
  const { checkpoint } = head;
  const signerError = view.keeper?.signerError;
  return (
    <dl className="grid flex-none grid-cols-2 border-b lg:grid-cols-[1.5fr_1.05fr_1.1fr_1.15fr]">
      <Fact
        label="Size"
        value={<span className="font-medium text-figure tracking-[-0.022em]">{formatCount(head.size)}</span>}
      >
        <Sealing {...props} />
      </Fact>
      <Fact {...verdictFact(view)} />
      <Fact
        label="Last checkpoint"
        value={
          checkpoint ? (
            <>
              <RelativeTime iso={checkpoint.signedAt} />
              <span className="font-normal text-fg-3 text-small">at {formatCount(checkpoint.size)}</span>
            </>
          ) : (
            'none yet'
          )
        }
      >
        {signerError ? (
          <span className="text-bad" title={signerError}>
            {signerError}
          </span>
        ) : (
          'Every 10 s while the log grows'
        )}
      </Fact>
      <Fact
        label="Origin"
        value={
          view.origin && (
            <>
              <span className="mono min-w-0 truncate">{view.origin.name}</span>
              <CopyButton text={view.origin.name} label="Copy origin" />
            </>
          )
        }
      >
        {originWords(view)}
      </Fact>
    </dl>
  );
}
