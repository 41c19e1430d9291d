'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useLedgerHead } from '@/components/shell/ledger-head';
import { getJson } from '@/components/ui/request';
import type { Failure } from '@/lib/core/result';
import { CHECK_NAMES, type CheckpointView, type LedgerView } from '@/lib/reports/contract/ledger';

const EVERY = 3_000;
const EVERY_WHILE_BUSY = 1_000;

export const isBusy = (view: LedgerView): boolean => CHECK_NAMES.some((name) => view.checks[name].working !== null);

/** The page as the server sees it, asked for again and again while somebody looks; the shell learns from it too. */
export function useLedgerView(initial: LedgerView, checkpoints: CheckpointView) {
  const [view, setView] = useState(initial);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { publishStatus } = useLedgerHead();
  const busy = isBusy(view);
  const last = useRef(0);

  const ask = useCallback(
    async (signal?: AbortSignal) => {
      last.current += 1;
      const turn = last.current;
      const result = await getJson<LedgerView>(`/api/ledger?checkpoints=${checkpoints}`, signal).catch(() => null);
      // An answer that was overtaken says what was, not what is.
      if (!result || turn !== last.current) return;
      setFailure(result.ok ? null : result);
      if (!result.ok) return;
      setView(result.value);
      publishStatus(result.value);
    },
    [checkpoints, publishStatus],
  );

  const shown = view.shown;
  useEffect(() => {
    const control = new AbortController();
    if (shown !== checkpoints) void ask(control.signal);
    const timer = setInterval(
      () => document.visibilityState === 'visible' && void ask(control.signal),
      busy ? EVERY_WHILE_BUSY : EVERY,
    );
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [ask, busy, shown, checkpoints]);

  return { view, failure, ask };
}
