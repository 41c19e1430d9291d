'use client';

import { useSyncExternalStore } from 'react';
import { cn } from './cn';
import { exactUtc, formatAge } from './format';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page, running only while somebody looks at it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export const useAge = (iso: string): string => {
  const read = () => formatAge(iso, Date.now());
  return useSyncExternalStore(subscribe, read, read);
};

export function RelativeTime({ iso, className }: { iso: string; className?: string }) {
  const age = useAge(iso);
  return (
    <time dateTime={iso} title={exactUtc(iso)} className={cn('whitespace-nowrap', className)} suppressHydrationWarning>
      {age}
    </time>
  );
}
