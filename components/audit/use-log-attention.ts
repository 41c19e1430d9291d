'use client';

import { type Dispatch, useCallback, useEffect, useRef } from 'react';
import type { LogAction } from './log-state';

/** Somebody who has scrolled down or opened an event is reading: nothing moves until both are over. */
export function useLogAttention(dispatch: Dispatch<LogAction>, openSeq: number | null) {
  const away = useRef(false);
  const open = openSeq !== null;

  useEffect(() => {
    if (open) dispatch({ type: 'looks-away' });
    else if (!away.current) dispatch({ type: 'looks-back' });
  }, [open, dispatch]);

  return useCallback(
    (now: boolean) => {
      if (now === away.current) return;
      away.current = now;
      if (now) dispatch({ type: 'looks-away' });
      else if (!open) dispatch({ type: 'looks-back' });
    },
    [dispatch, open],
  );
}
