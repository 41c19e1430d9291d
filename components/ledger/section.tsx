import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

type Props = { title: string; note?: ReactNode; end?: ReactNode; className?: string; children: ReactNode };

export function Section({ title, note, end, className, children }: Props) {
  return (
    <section className={cn('border-b', className)}>
      <div className="flex min-h-9 flex-wrap items-center gap-x-2 px-5 pt-0.5 max-sm:px-4">
        <h2 className="font-semibold tracking-[-0.006em]">{title}</h2>
        {note && <span className="num text-fg-3 text-small">{note}</span>}
        {end && <span className="num ml-auto flex items-center gap-2.5 text-small">{end}</span>}
      </div>
      {children}
    </section>
  );
}
