'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { setLeaveGuard } from '@/components/ui/leave-guard';
import { holdBack } from './hold-back';

/** Asks before a link, Back, a reload or signing out takes away what is not saved. */
export function useLeaveGuard(dirty: boolean, discard: () => void) {
  const [goOn, setGoOn] = useState<(() => void) | null>(null);
  const release = useRef(() => {});
  useEffect(() => {
    if (!dirty) return;
    const ask = (next: () => void) => {
      setGoOn(() => next);
      return true;
    };
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const unset = setLeaveGuard(ask);
    const letBack = holdBack(ask);
    window.addEventListener('beforeunload', warn);
    release.current = () => {
      unset();
      letBack();
      window.removeEventListener('beforeunload', warn);
    };
    return () => release.current();
  }, [dirty]);
  const stay = useCallback(() => setGoOn(null), []);
  const leave = () => {
    // First: otherwise the way out, once it is a new page, would be asked about a second time.
    release.current();
    setGoOn(null);
    discard();
    goOn?.();
  };
  return { asking: goOn !== null, stay, leave };
}
