'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { AuditFilter, AuditPage, LedgerHead } from '@/lib/ledger/contract';
import { fetchPage, filterParams } from './audit-api';
import { logReducer, startLog } from './log-state';
import { useLiveEvents } from './use-live-events';

export const LIMIT = 50;

type Options = {
  filter: AuditFilter;
  /** The first page as the server rendered it, with the filter it was asked for. */
  initial: { page: AuditPage; filter: AuditFilter };
  onHead: (head: LedgerHead) => void;
};

export function useAuditLog({ filter, initial, onHead }: Options) {
  const query = filterParams(filter).toString();
  const loadedQuery = useRef<string | null>(filterParams(initial.filter).toString());
  const [state, dispatch] = useReducer(logReducer, null, () =>
    startLog(loadedQuery.current === query ? initial.page : null, LIMIT),
  );
  const head = useRef(initial.page.head);
  const running = useRef<AbortController | null>(null);

  const load = useCallback(
    async (before: number | null) => {
      running.current?.abort();
      const control = new AbortController();
      running.current = control;
      dispatch(before === null ? { type: 'restart' } : { type: 'loading-more' });
      try {
        const result = await fetchPage({ filter, before, limit: LIMIT }, control.signal);
        if (control.signal.aborted) return;
        if (result.ok) head.current = Math.max(head.current, result.value.head);
        dispatch(
          result.ok ? { type: 'loaded', page: result.value, limit: LIMIT } : { type: 'failed', failure: result },
        );
      } catch (error) {
        if (!control.signal.aborted) throw error;
      }
    },
    [filter],
  );

  useEffect(() => {
    if (loadedQuery.current === query) return;
    loadedQuery.current = query;
    void load(null);
  }, [query, load]);

  const { next, loading, failure, stoppedEarly } = state;
  const more = useCallback(() => {
    if (next !== null && loading === 'nothing') void load(next);
  }, [next, loading, load]);
  const onNearEnd = useCallback(() => {
    if (!failure && !stoppedEarly) more();
  }, [failure, stoppedEarly, more]);
  const retry = useCallback(() => void load(state.rows.length > 0 ? next : null), [load, next, state.rows.length]);

  const newest = Math.max(state.rows[0]?.seq ?? -1, state.pending[0]?.seq ?? -1);
  const live = useLiveEvents({
    query,
    after: () => Math.max(newest, head.current - 1),
    onRows: (rows) => dispatch({ type: 'arrived', rows }),
    onHead,
  });

  return { state, dispatch, live, more, onNearEnd, retry };
}
