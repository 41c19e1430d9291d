import { Skeleton } from '@/components/ui/skeleton';

const FACTS = ['w-40', 'w-32', 'w-24', 'w-44', 'w-52', 'w-20'];

export const PanelSkeleton = () => (
  <div aria-hidden="true" className="px-4 pt-1">
    {FACTS.map((width) => (
      <div key={width} className="grid h-[26px] grid-cols-[66px_1fr] items-center gap-2">
        <Skeleton className="w-10" />
        <Skeleton className={width} />
      </div>
    ))}
    <Skeleton className="mt-8 w-16" />
    <Skeleton className="mt-4 h-24 w-full" />
  </div>
);
