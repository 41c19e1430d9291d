'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '@/lib/core/result';
import type { AuditDetail } from '@/lib/ledger/contract';
import { fetchDetail } from './audit-api';

type Loaded = { seq: number; detail: AuditDetail | null; failure: Failure | null };

/** Rows never change, so a detail is kept; only one that no checkpoint covered yet is asked for again. */
export function useEventDetail(seq: number, initial: AuditDetail | null, signedSize: number) {
  const cache = useRef(new Map(initial ? [[initial.row.seq, initial]] : []));
  const [loaded, setLoaded] = useState<Loaded | null>(
    initial && { seq: initial.row.seq, detail: initial, failure: null },
  );
  const [attempt, setAttempt] = useState(0);
  const signed = seq < signedSize;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is the point of the counter
  useEffect(() => {
    const known = cache.current.get(seq) ?? null;
    if (known) setLoaded({ seq, detail: known, failure: null });
    if (known && (known.checkpoint || !signed)) return;
    const control = new AbortController();
    fetchDetail(seq, control.signal).then(
      (result) => {
        if (control.signal.aborted) return;
        if (result.ok) cache.current.set(seq, result.value);
        setLoaded({ seq, detail: result.ok ? result.value : known, failure: result.ok ? null : result });
      },
      () => {},
    );
    return () => control.abort();
  }, [seq, signed, attempt]);

  const retry = useCallback(() => {
    setLoaded(null);
    setAttempt((count) => count + 1);
  }, []);
  const current = loaded?.seq === seq ? loaded : null;
  return { detail: current?.detail ?? null, failure: current?.detail ? null : (current?.failure ?? null), retry };
}
