'use client';

import { ListFilter, ScrollText } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, plural } from '@/components/ui/format';
import { Notice } from '@/components/ui/notice';
import type { LogState } from './log-state';

export type ActiveFilter = { id: string; words: string };
type Props = {
  state: LogState;
  filters: readonly ActiveFilter[];
  onMore: () => void;
  onRetry: () => void;
  onRemove: (id: string) => void;
  onClear: () => void;
};

const LINE = 'num flex h-9 items-center gap-2 px-3.5 text-fg-3 text-small';

function Empty({ filters, onRemove, onClear }: Pick<Props, 'filters' | 'onRemove' | 'onClear'>) {
  if (filters.length === 0) {
    return (
      <Notice icon={ScrollText} title="No event is sealed yet" className="m-4 max-w-[720px]">
        The first one appears here within a second or two of being sealed.
      </Notice>
    );
  }
  const title =
    filters.length === 1
      ? 'No event matches this filter'
      : `No event matches these ${plural(filters.length, 'filter')}`;
  const actions = (
    <>
      {filters.map(({ id, words }) => (
        <Button key={id} onClick={() => onRemove(id)}>
          Remove “{words}”
        </Button>
      ))}
      {filters.length > 1 && (
        <Button variant="ghost" onClick={onClear}>
          Clear all
        </Button>
      )}
    </>
  );
  return (
    <Notice icon={ListFilter} title={title} actions={actions} className="m-4 max-w-[720px]">
      The whole ledger was searched, back to event 0.
    </Notice>
  );
}

/** What stands below the last row: why there is no more, or how to go on. */
export function LogTail({ state, filters, onMore, onRetry, onRemove, onClear }: Props) {
  const { rows, failure, loading, next, stoppedEarly, searchedTo } = state;
  if (failure) {
    return (
      <ErrorNotice
        title={rows.length > 0 ? 'Older events could not be read' : 'The events could not be read'}
        message={failure.message}
        requestId={failure.requestId}
        onRetry={onRetry}
        className="m-4 max-w-[720px]"
      />
    );
  }
  if (loading !== 'nothing') return null;
  if (stoppedEarly) {
    return (
      <div className={LINE}>
        Searched back to #{formatCount(searchedTo)}
        <Button variant="link" size="chip" onClick={onMore}>
          Search further
        </Button>
      </div>
    );
  }
  if (next !== null) return null;
  if (rows.length === 0) return <Empty filters={filters} onRemove={onRemove} onClear={onClear} />;
  return (
    <div className={LINE}>
      {filters.length === 0 ? 'Event 0: the ledger began here' : 'Searched back to event 0: nothing older matches'}
    </div>
  );
}
