import type { Failure } from '@/lib/core/result';
import type { AuditPage, AuditRow } from '@/lib/ledger/contract';
import { mergeRows, trimRows } from './merge-rows';

/** live: new rows appear at once. reading: held back while somebody reads. paused: held back because somebody said so. */
export type Mode = 'live' | 'reading' | 'paused';

export type LogState = {
  rows: readonly AuditRow[];
  pending: readonly AuditRow[];
  next: number | null;
  searchedTo: number;
  /** The last page stopped early although the log goes on: the search is bounded, a person decides to go on. */
  stoppedEarly: boolean;
  mode: Mode;
  loading: 'nothing' | 'first' | 'more';
  failure: Failure | null;
};

export type LogAction =
  | { type: 'restart' }
  | { type: 'loading-more' }
  | { type: 'loaded'; page: AuditPage; limit: number }
  | { type: 'failed'; failure: Failure }
  | { type: 'arrived'; rows: readonly AuditRow[] }
  | { type: 'looks-away' }
  | { type: 'looks-back' }
  | { type: 'pause' }
  | { type: 'resume' };

const EMPTY = { rows: [], pending: [], next: null, searchedTo: 0, stoppedEarly: false, failure: null } as const;

export const startLog = (page: AuditPage | null, limit: number): LogState =>
  page
    ? logReducer({ ...EMPTY, mode: 'live', loading: 'first' }, { type: 'loaded', page, limit })
    : { ...EMPTY, mode: 'live', loading: 'first' };

function goLive(state: LogState): LogState {
  const { rows, trimmed } = trimRows(mergeRows(state.rows, state.pending));
  return { ...state, mode: 'live', pending: [], rows, ...(trimmed && { next: trimmed.next, stoppedEarly: false }) };
}

export function logReducer(state: LogState, action: LogAction): LogState {
  switch (action.type) {
    case 'restart':
      return { ...EMPTY, mode: state.mode, loading: 'first' };
    case 'loading-more':
      return { ...state, loading: 'more', failure: null };
    case 'loaded': {
      const { page, limit } = action;
      return {
        ...state,
        rows: mergeRows(state.rows, page.rows),
        next: page.next,
        searchedTo: page.searchedTo,
        stoppedEarly: page.next !== null && page.rows.length < limit,
        loading: 'nothing',
        failure: null,
      };
    }
    case 'failed':
      return { ...state, loading: 'nothing', failure: action.failure };
    case 'arrived': {
      const known = new Set(state.rows.map((row) => row.seq));
      const pending = mergeRows(
        state.pending,
        action.rows.filter((row) => !known.has(row.seq)),
      );
      const held = { ...state, pending };
      return state.mode === 'live' ? goLive(held) : held;
    }
    case 'looks-away':
      return state.mode === 'live' ? { ...state, mode: 'reading' } : state;
    case 'looks-back':
      return state.mode === 'reading' ? goLive(state) : state;
    case 'pause':
      return { ...state, mode: 'paused' };
    case 'resume':
      return goLive(state);
  }
}
