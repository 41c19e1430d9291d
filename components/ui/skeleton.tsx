import { cn } from './cn';

export const Skeleton = ({ className }: { className?: string }) => (
  <span
    aria-hidden="true"
    className={cn('block min-h-2.5 animate-pulse rounded-badge bg-bg-active motion-reduce:animate-none', className)}
  />
);
