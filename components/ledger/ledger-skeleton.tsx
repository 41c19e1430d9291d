import { TopBar } from '@/components/shell/top-bar';
import { Skeleton } from '@/components/ui/skeleton';
import { LEDGER_GRID } from './ledger-grid';

const rows = (count: number) => Array.from({ length: count }, (_, at) => at);

const Lines = ({ count, height }: { count: number; height: string }) => (
  <div className="border-b px-5 py-4">
    <Skeleton className="mb-4 w-24" />
    {rows(count).map((at) => (
      <div key={at} className={`flex items-center gap-6 border-line-soft border-t ${height}`}>
        <Skeleton className="w-20" />
        <Skeleton className="w-1/2" />
        <Skeleton className="ml-auto w-12" />
      </div>
    ))}
  </div>
);

export const LedgerSkeleton = () => (
  <>
    <TopBar title="Ledger" above={[{ href: '/audit-log', label: 'Audit log' }]} />
    <p role="status" className="sr-only">
      Loading the ledger
    </p>
    <div aria-hidden="true" className="min-h-0 flex-1 overflow-hidden">
      <div className="grid grid-cols-2 border-b lg:grid-cols-[1.5fr_1.05fr_1.1fr_1.15fr]">
        {rows(4).map((at) => (
          <div key={at} className="grid h-[84px] content-between px-5 py-4">
            <Skeleton className="w-16" />
            <Skeleton className="w-28" />
            <Skeleton className="w-36" />
          </div>
        ))}
      </div>
      <div className={LEDGER_GRID}>
        <div className="min-w-0 lg:border-r">
          <Lines count={5} height="h-8" />
          <Lines count={12} height="h-9" />
        </div>
        <div className="min-w-0">
          <Lines count={3} height="h-9" />
          <Lines count={2} height="h-8" />
          <Lines count={10} height="h-[30px]" />
        </div>
      </div>
    </div>
  </>
);
