import { TopBar } from '@/components/shell/top-bar';
import { Skeleton } from '@/components/ui/skeleton';

export const ABOVE = [
  { href: '/audit-log', label: 'Audit log' },
  { href: '/ledger', label: 'Ledger' },
] as const;

export const AnchorsSkeleton = () => (
  <>
    <TopBar title="Anchors" above={ABOVE} />
    <p role="status" className="sr-only">
      Loading the anchors
    </p>
    <div aria-hidden="true" className="min-h-0 flex-1 overflow-hidden">
      <div className="flex h-9 items-center border-b px-5">
        <Skeleton className="w-40" />
      </div>
      <div className="h-8 border-b" />
      {[0, 1, 2].map((at) => (
        <div key={at} className="flex h-14 items-center gap-10 border-line-soft border-b px-5">
          <span className="grid w-1/4 gap-2">
            <Skeleton className="w-24" />
            <Skeleton className="w-40" />
          </span>
          <Skeleton className="w-28 max-sm:hidden" />
          <Skeleton className="w-1/4 max-sm:hidden" />
          <Skeleton className="ml-auto w-10" />
        </div>
      ))}
    </div>
  </>
);
