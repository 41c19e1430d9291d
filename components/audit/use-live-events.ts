'use client';

import { useEffect, useRef, useState } from 'react';
import { toSignIn } from '@/components/ui/request';
import type { AuditRow, LedgerHead } from '@/lib/ledger/contract';

export type LiveState = 'connecting' | 'open' | 'lost';

type Options = {
  /** The filter as a query string; another one is another stream. */
  query: string;
  /** The number after which a connection begins; without one there is nothing yet to add to, and no stream. */
  after: number | null;
  /** `upTo` is how far the stream has looked, which is the number to go on from. */
  onRows: (rows: AuditRow[], upTo: number) => void;
  onHead: (head: LedgerHead) => void;
};

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** The browser reconnects by itself after a lost line, not after a refusal: then we try again, ever more slowly. */
export function useLiveEvents({ query, after, onRows, onHead }: Options): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const latest = useRef({ after, onRows, onHead });
  useEffect(() => {
    latest.current = { after, onRows, onHead };
  });

  const ready = after !== null;

  useEffect(() => {
    if (!ready) return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT;

    const connect = () => {
      const separator = query ? '&' : '';
      source = new EventSource(`/api/audit/stream?${query}${separator}after=${latest.current.after}`);
      source.addEventListener('open', () => {
        wait = FIRST_WAIT;
        setState('open');
      });
      source.addEventListener('rows', (event) =>
        latest.current.onRows(JSON.parse(event.data) as AuditRow[], Number(event.lastEventId)),
      );
      source.addEventListener('head', (event) => latest.current.onHead(JSON.parse(event.data) as LedgerHead));
      source.addEventListener('signed-out', toSignIn);
      source.addEventListener('error', () => {
        setState('lost');
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(connect, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      });
    };
    connect();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [query, ready]);

  return state;
}
