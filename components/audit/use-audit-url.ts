'use client';

import { parseAsArrayOf, parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import type { AuditFilter } from '@/lib/ledger/contract';
import { HIDEABLE } from './audit-looks';
import { STATUS_ORDER } from './status-look';

/** The whole state of the list stands in the address: a link shows what its sender saw. */
export function useAuditUrl(modules: readonly string[]) {
  const parsers = useMemo(
    () => ({
      module: parseAsArrayOf(parseAsStringLiteral(modules)).withDefault([]),
      status: parseAsArrayOf(parseAsStringLiteral(STATUS_ORDER)).withDefault([]),
      event: parseAsInteger,
      hide: parseAsArrayOf(parseAsStringLiteral(HIDEABLE)).withDefault([]),
      density: parseAsStringLiteral(['normal', 'compact'] as const).withDefault('normal'),
    }),
    [modules],
  );
  const [state, setState] = useQueryStates(parsers, { history: 'push' });
  const { module, status } = state;
  const filter = useMemo<AuditFilter>(() => ({ module, status }), [module, status]);
  return { state, setState, filter };
}
