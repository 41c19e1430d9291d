'use client';

import { ArrowLeft, ChevronDown, ChevronUp, Link, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { visibleText } from '@/lib/core/visible-text';
import type { AuditDetail, AuditFilter, AuditRow } from '@/lib/ledger/contract';
import { useAuditView } from './audit-view-context';
import { EventChanges } from './event-changes';
import { EventFacts } from './event-facts';
import { EventProof } from './event-proof';
import { EventRecord } from './event-record';
import type { Neighbours } from './neighbours';
import { PanelShell } from './panel-shell';
import { PanelSkeleton } from './panel-skeleton';
import { useEventDetail } from './use-event-detail';

type Props = {
  seq: number;
  /** From the list, so that the sentence stands there at once. */
  row: AuditRow | null;
  initial: AuditDetail | null;
  neighbours: Neighbours;
  /** Covers the list instead of pushing it: the focus goes with it. */
  covers: boolean;
  onOpen: (seq: number) => void;
  onClose: () => void;
  onCopyLink: () => void;
  onFilter: (filter: Partial<AuditFilter>) => void;
};

function Header(props: Props) {
  const { seq, neighbours, covers, onOpen, onClose, onCopyLink } = props;
  const step = (to: number | null) => () => to !== null && onOpen(to);
  const size = covers ? 'touch' : 'square';
  return (
    <div className="flex h-11 flex-none items-center gap-0.5 border-b pr-2 pl-4 max-lg:h-[52px] max-lg:pl-1.5">
      {covers && (
        <Button variant="ghost" size="touch" icon={ArrowLeft} aria-label="Back to the list" onClick={onClose} />
      )}
      <h2 className="num flex-1 truncate font-semibold">Event {formatCount(seq)}</h2>
      <IconButton
        size={size}
        icon={ChevronUp}
        label="Newer event"
        shortcut="K"
        disabled={neighbours.newer === null}
        onClick={step(neighbours.newer)}
      />
      <IconButton
        size={size}
        icon={ChevronDown}
        label="Older event"
        shortcut="J"
        disabled={neighbours.older === null}
        onClick={step(neighbours.older)}
      />
      <IconButton size={size} icon={Link} label="Copy link" shortcut="C" onClick={onCopyLink} />
      {!covers && <IconButton icon={X} label="Close" shortcut="Esc" onClick={onClose} />}
    </div>
  );
}

export function EventPanel(props: Props) {
  const { seq, row, initial, covers, onFilter } = props;
  const panel = useRef<HTMLElement>(null);
  const { detail, failure, retry } = useEventDetail(seq, initial, useAuditView().signedSize);
  const summary = detail?.row.summary ?? row?.summary;
  useEffect(() => {
    if (covers) panel.current?.focus();
  }, [covers]);
  return (
    <PanelShell ref={panel} aria-label={`Event ${formatCount(seq)}`} aria-busy={!detail && !failure}>
      <Header {...props} />
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too
        tabIndex={0}
        aria-label="Details"
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        {summary && <p className="break-words px-4 pt-3 pb-[9px] font-medium">{visibleText(summary)}</p>}
        {detail ? (
          <>
            <div className="border-b px-4 pb-3">
              <EventFacts envelope={detail.envelope} onFilter={onFilter} />
            </div>
            {detail.envelope.changes && <EventChanges changes={detail.envelope.changes} />}
            <EventProof detail={detail} />
            <EventRecord key={seq} record={detail.record} />
          </>
        ) : failure ? (
          <ErrorNotice
            title={
              failure.code === 'not_found' ? `Event ${formatCount(seq)} does not exist` : 'The event could not be read'
            }
            message={
              failure.code === 'not_found' ? 'The number is wrong, or the event is not sealed yet.' : failure.message
            }
            requestId={failure.requestId}
            onRetry={retry}
            className="m-4"
          />
        ) : (
          <PanelSkeleton />
        )}
      </section>
    </PanelShell>
  );
}
