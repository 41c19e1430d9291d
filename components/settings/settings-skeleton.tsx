import { TopBar } from '@/components/shell/top-bar';
import { Skeleton } from '@/components/ui/skeleton';

const Section = () => (
  <div className="grid gap-x-10 gap-y-4 border-b px-5 py-6 last:border-b-0 lg:grid-cols-[240px_minmax(0,420px)]">
    <div className="grid content-start gap-3">
      <Skeleton className="w-20" />
      <Skeleton className="w-48" />
    </div>
    <div className="grid max-w-[420px] gap-5">
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
    </div>
  </div>
);

export const SettingsSkeleton = () => (
  <>
    <TopBar title="Settings" />
    <p role="status" className="sr-only">
      Loading settings
    </p>
    <div aria-hidden="true">
      <Section />
      <Section />
    </div>
  </>
);
