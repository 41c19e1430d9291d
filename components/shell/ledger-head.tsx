'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { getJson } from '@/components/ui/request';
import type { LedgerHead } from '@/lib/ledger/contract';
import type { LedgerStatus, VerifiedState } from '@/lib/reports/contract/ledger';

type Value = {
  head: LedgerHead;
  verified: VerifiedState;
  publish: (head: LedgerHead) => void;
  /** For a page that looks at the ledger closer than the shell does. */
  publishStatus: (status: LedgerStatus) => void;
};

const Context = createContext<Value | null>(null);

const EVERY = 10_000;
const newer = (known: LedgerHead, next: LedgerHead): LedgerHead => (next.size >= known.size ? next : known);

/** One head for the whole shell: asked for now and then, told at once by a page that listens to the stream. */
export function LedgerHeadProvider({ initial, children }: { initial: LedgerStatus; children: ReactNode }) {
  const [head, setHead] = useState(initial.head);
  const [verified, setVerified] = useState(initial.verified);
  const publish = useCallback((next: LedgerHead) => setHead((known) => newer(known, next)), []);
  const publishStatus = useCallback(
    (next: LedgerStatus) => {
      publish(next.head);
      setVerified(next.verified);
    },
    [publish],
  );
  useEffect(() => {
    const control = new AbortController();
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      const result = await getJson<LedgerStatus>('/api/ledger/head', control.signal).catch(() => null);
      if (result?.ok) publishStatus(result.value);
    };
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [publishStatus]);
  const value = useMemo<Value>(
    () => ({ head, verified, publish, publishStatus }),
    [head, verified, publish, publishStatus],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLedgerHead(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('useLedgerHead needs a LedgerHeadProvider');
  return value;
}
