'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { getJson } from '@/components/ui/request';
import type { LedgerHead } from '@/lib/ledger/contract';

type Value = { head: LedgerHead; publish: (head: LedgerHead) => void };

const Context = createContext<Value | null>(null);

const EVERY = 10_000;
const newer = (known: LedgerHead, next: LedgerHead): LedgerHead => (next.size >= known.size ? next : known);

/** One head for the whole shell: asked for now and then, told at once by a page that listens to the stream. */
export function LedgerHeadProvider({ initial, children }: { initial: LedgerHead; children: ReactNode }) {
  const [head, setHead] = useState(initial);
  useEffect(() => {
    const control = new AbortController();
    const ask = async () => {
      if (document.visibilityState !== 'visible') return;
      const result = await getJson<LedgerHead>('/api/ledger/head', control.signal).catch(() => null);
      if (result?.ok) setHead((known) => newer(known, result.value));
    };
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, []);
  const value = useMemo<Value>(() => ({ head, publish: (next) => setHead((known) => newer(known, next)) }), [head]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLedgerHead(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('useLedgerHead needs a LedgerHeadProvider');
  return value;
}
