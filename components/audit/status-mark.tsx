import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { TONE_TEXT } from '@/components/ui/tone';
import type { Status } from '@/lib/ledger/contract';
import { STATUS_LOOK } from './status-look';

/** In tables success is quiet: a green mark and a grey word, so that everything else stands out. */
export function StatusMark({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  const { label, icon, tone } = STATUS_LOOK[status];
  const hushed = quiet && tone === 'ok';
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1.5 whitespace-nowrap align-top',
        hushed ? 'text-fg-2' : TONE_TEXT[tone],
      )}
    >
      <Icon of={icon} size={14} className={cn(hushed && 'text-[color-mix(in_oklab,var(--ok)_70%,var(--fg-faint))]')} />
      {label}
    </span>
  );
}
