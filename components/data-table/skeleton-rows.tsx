import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import type { ColumnLook } from './columns';
import { cellStyle, type Density, GRID, rowHeight } from './row-style';

type Props = { looks: readonly ColumnLook[]; count: number; density: Density };

/** Bars differ a little from row to row, as words do; the same on server and browser. */
const bar = (look: ColumnLook, row: number) => `${Math.max(20, look.skeleton - ((row * 7) % 5) * 5)}%`;

export function SkeletonRows({ looks, count, density }: Props) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: count }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
          key={row}
          className={cn(GRID, rowHeight(density), 'border-line-soft border-b max-sm:flex max-sm:h-[62px] max-sm:px-3')}
        >
          {looks.map((look) => (
            <div key={look.label} className={cellStyle(look)}>
              <div style={{ width: bar(look, row) }}>
                <Skeleton />
              </div>
            </div>
          ))}
          <div className="grid flex-1 gap-2 sm:hidden">
            <Skeleton className="w-4/5" />
            <Skeleton className="w-2/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
