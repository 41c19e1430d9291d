import { TableSkeleton } from '@/components/data-table/table-skeleton';
import { TopBar } from '@/components/shell/top-bar';
import { Skeleton } from '@/components/ui/skeleton';
import { AUDIT_LOOKS } from './audit-looks';

export const AuditLogSkeleton = () => (
  <>
    <TopBar title="Audit log" />
    <div aria-hidden="true" className="flex h-11 flex-none items-center justify-between border-b px-4 max-sm:h-12">
      <Skeleton className="w-16" />
      <Skeleton className="w-24" />
    </div>
    <TableSkeleton looks={Object.values(AUDIT_LOOKS)} label="Loading events" />
  </>
);
