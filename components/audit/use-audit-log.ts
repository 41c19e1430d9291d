'use client';

import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { AuditFilter, AuditPage, LedgerHead } from '@/lib/ledger/contract';
import { fetchPage, filterParams } from './audit-api';
import { isStale, logReducer, startLog } from './log-state';
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
  /** Which list is the one in `state`; the stream belongs to that one. */
  const [asked, setAsked] = useState(() => filterParams(initial.filter).toString());
  const [state, dispatch] = useReducer(logReducer, null, () => startLog(asked === query ? initial.page : null, LIMIT));
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
        if (result.ok) dispatch({ type: 'loaded', page: result.value, before, limit: LIMIT });
        else dispatch({ type: 'failed', failure: result });
      } catch (error) {
        if (!control.signal.aborted) throw error;
      }
    },
    [filter],
  );

  useEffect(() => {
    if (asked === query) return;
    setAsked(query);
    void load(null);
  }, [asked, query, load]);

  const stale = isStale(state);
  useEffect(() => {
    if (stale) void load(null);
  }, [stale, load]);

  const { next, loading, failure, stoppedEarly, cursor } = state;
  const more = useCallback(() => {
    if (next !== null && loading === 'nothing') void load(next);
  }, [next, loading, load]);
  const onNearEnd = useCallback(() => {
    if (!failure && !stoppedEarly) more();
  }, [failure, stoppedEarly, more]);
  const retry = useCallback(() => void load(state.rows.length > 0 ? next : null), [load, next, state.rows.length]);

  const live = useLiveEvents({
    query: asked,
    after: cursor,
    onRows: (rows, upTo) => dispatch({ type: 'arrived', rows, upTo }),
    onHead,
  });

  return { state, dispatch, live, more, onNearEnd, retry };
}
