'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { getJson } from '@/components/ui/request';
import type { AnchorView } from '@/lib/anchors/contract';
import type { Failure } from '@/lib/core/result';

const EVERY = 5_000;

/** The anchors as the server sees them, asked for again while somebody looks. */
export function useAnchors(initial: readonly AnchorView[]) {
  const [anchors, setAnchors] = useState(initial);
  const [failure, setFailure] = useState<Failure | null>(null);
  const last = useRef(0);

  const ask = useCallback(async (signal?: AbortSignal) => {
    last.current += 1;
    const turn = last.current;
    const result = await getJson<AnchorView[]>('/api/ledger/anchors', signal).catch(() => null);
    // An answer that was overtaken says what was, not what is.
    if (!result || turn !== last.current) return;
    setFailure(result.ok ? null : result);
    if (result.ok) setAnchors(result.value);
  }, []);

  useEffect(() => {
    const control = new AbortController();
    const timer = setInterval(() => document.visibilityState === 'visible' && void ask(control.signal), EVERY);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [ask]);

  return { anchors, failure, ask };
}
