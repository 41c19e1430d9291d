'use client';

import { useCallback, useEffect, useState } from 'react';
import { setLeaveGuard } from '@/components/shell/leave-guard';

/** Holds back every way out of the page while there is something to lose. */
export function useLeaveGuard(dirty: boolean) {
  const [goOn, setGoOn] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!dirty) return;
    const unset = setLeaveGuard((next) => {
      setGoOn(() => next);
      return true;
    });
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => {
      unset();
      window.removeEventListener('beforeunload', warn);
    };
  }, [dirty]);
  const stay = useCallback(() => setGoOn(null), []);
  return { asking: goOn !== null, stay, leave: () => goOn?.() };
}
