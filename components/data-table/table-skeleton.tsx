import type { CSSProperties } from 'react';
import { cn } from '@/components/ui/cn';
import { type ColumnLook, columnTemplates } from './columns';
import { cellStyle, GRID } from './row-style';
import { SkeletonRows } from './skeleton-rows';

/** The whole table before anything is known: real columns, so that nothing moves when rows arrive. */
export function TableSkeleton({ looks, label }: { looks: readonly ColumnLook[]; label: string }) {
  return (
    <div className="@container/table min-h-0 flex-1 overflow-hidden" style={columnTemplates(looks) as CSSProperties}>
      <p role="status" className="sr-only">
        {label}
      </p>
      <div aria-hidden="true" className="overflow-hidden border-b [scrollbar-gutter:stable] max-sm:hidden">
        <div className={cn(GRID, 'h-8 font-medium text-fg-3 text-micro')}>
          {looks.map((look) => (
            <div key={look.label} className={cellStyle(look)}>
              {look.width.base === '24px' ? '' : look.label}
            </div>
          ))}
        </div>
      </div>
      <SkeletonRows looks={looks} count={24} density="normal" />
    </div>
  );
}
