import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

type Props = {
  icon: LucideIcon;
  title: string;
  tone?: 'quiet' | 'bad';
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
};

/** The hairline box of empty and error states: an icon, a sentence, the next step. */
export function Notice({ icon, title, tone = 'quiet', children, actions, className }: Props) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className={cn(
        'grid grid-cols-[16px_minmax(0,1fr)] gap-3 rounded-control border px-3.5 py-3',
        tone === 'bad' && 'border-[color-mix(in_oklab,var(--bad)_35%,var(--line))]',
        className,
      )}
    >
      <Icon of={icon} className={cn('mt-0.5', tone === 'bad' ? 'text-bad' : 'text-fg-3')} />
      <div>
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-pretty text-fg-2">{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </div>
  );
}
