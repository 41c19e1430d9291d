import { CircleCheck, CircleX, Clock } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import type { AnchorState } from '@/lib/reports/contract/ledger';
import { formatSpan } from './check-words';

const LINE = 'inline-flex max-w-full items-center gap-1.5 align-middle text-small';

/** In tables done is quiet: a green mark and a grey figure. */
export function AnchorMark({ anchor }: { anchor: AnchorState | undefined }) {
  if (!anchor || anchor.state === 'not_due') return <span className={cn(LINE, 'text-fg-3')}>not due</span>;
  if (anchor.state === 'waiting') {
    return (
      <span className={cn(LINE, 'text-accent')}>
        <Icon of={Clock} size={14} />
        Waiting
      </span>
    );
  }
  if (anchor.state === 'failed') {
    return (
      <span className={cn(LINE, 'text-bad')} title={anchor.reason}>
        <Icon of={CircleX} size={14} />
        <span className="truncate">{anchor.reason}</span>
      </span>
    );
  }
  return (
    <span className={cn(LINE, 'text-fg-2')}>
      <Icon of={CircleCheck} size={14} className="text-[color-mix(in_oklab,var(--ok)_70%,var(--fg-faint))]" />
      {anchor.milliseconds === null ? 'Done' : formatSpan(anchor.milliseconds)}
    </span>
  );
}
