import type { Failure } from '@/lib/core/result';
import type { AuditPage, AuditRow } from '@/lib/ledger/contract';
import { mergeRows, trimRows } from './merge-rows';

/** live: new rows appear at once. reading: held back while somebody reads. paused: held back because somebody said so. */
export type Mode = 'live' | 'reading' | 'paused';

export type LogState = {
  rows: readonly AuditRow[];
  pending: readonly AuditRow[];
  /** How many are held back without being kept, as there were too many: they are shown by reading the list anew. */
  uncollected: number;
  /** The highest number up to which nothing is missing, from the first page and the stream alone; null until that page is there. */
  cursor: number | null;
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
  | { type: 'loaded'; page: AuditPage; before: number | null; limit: number }
  | { type: 'failed'; failure: Failure }
  | { type: 'arrived'; rows: readonly AuditRow[]; upTo: number }
  | { type: 'looks-away' }
  | { type: 'looks-back' }
  | { type: 'pause' }
  | { type: 'resume' };

const EMPTY = {
  rows: [],
  pending: [],
  uncollected: 0,
  cursor: null,
  next: null,
  searchedTo: 0,
  stoppedEarly: false,
  failure: null,
} as const;

const MOST_PENDING = 1000;

export const startLog = (page: AuditPage | null, limit: number): LogState => {
  const waiting: LogState = { ...EMPTY, mode: 'live', loading: 'first' };
  return page ? logReducer(waiting, { type: 'loaded', page, before: null, limit }) : waiting;
};

export const countPending = (state: LogState): number => state.pending.length + state.uncollected;

/** What was held back is to be shown, and was too much to keep: the list has to be read again from its top. */
export const isStale = (state: LogState): boolean => state.mode === 'live' && state.uncollected > 0;

function goLive(state: LogState): LogState {
  const { rows, trimmed } = trimRows(mergeRows(state.rows, state.pending));
  return { ...state, mode: 'live', pending: [], rows, ...(trimmed && { next: trimmed.next, stoppedEarly: false }) };
}

function hold(state: LogState, fresh: readonly AuditRow[]): LogState {
  const count = countPending(state) + fresh.length;
  if (count > MOST_PENDING) return { ...state, pending: [], uncollected: count };
  return { ...state, pending: mergeRows(state.pending, fresh) };
}

export function logReducer(state: LogState, action: LogAction): LogState {
  switch (action.type) {
    case 'restart':
      return { ...EMPTY, mode: state.mode, loading: 'first' };
    case 'loading-more':
      return { ...state, loading: 'more', failure: null };
    case 'loaded': {
      const { page, before, limit } = action;
      // The list was cut off meanwhile: what lies below the old end would stand there with a gap above it.
      if (before !== state.next) return { ...state, loading: 'nothing' };
      return {
        ...state,
        rows: mergeRows(state.rows, page.rows),
        cursor: before === null ? page.head - 1 : state.cursor,
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
      const { cursor } = state;
      if (cursor === null) return state;
      const fresh = action.rows.filter((row) => row.seq > cursor);
      const next = { ...state, cursor: Math.max(cursor, action.upTo) };
      if (isStale(state)) return { ...next, uncollected: state.uncollected + fresh.length };
      return state.mode === 'live' ? goLive({ ...next, pending: fresh }) : hold(next, fresh);
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
