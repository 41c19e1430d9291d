'use client';

import dynamic from 'next/dynamic';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { DataTable, type DataTableHandle } from '@/components/data-table/data-table';
import { useLedgerHead } from '@/components/shell/ledger-head';
import { TopBar } from '@/components/shell/top-bar';
import { useHotkeys } from '@/components/ui/use-hotkeys';
import { useMedia } from '@/components/ui/use-media';
import type { AuditDetail, AuditFilter, AuditPage, AuditRow } from '@/lib/ledger/contract';
import { auditColumns } from './audit-columns';
import { AuditFilters, activeFilters, auditFields } from './audit-filters';
import { AuditPhoneRow } from './audit-phone-row';
import { AuditViewContext } from './audit-view-context';
import { copyEventLink } from './copy-event-link';
import { dayDivider } from './day-divider';
import { ExportButton } from './export-button';
import { ExportChoices } from './export-choices';
import { LiveToggle } from './live-toggle';
import { countPending } from './log-state';
import { LostStrip, PausedStrip } from './log-strip';
import { LogTail } from './log-tail';
import { neighboursOf } from './neighbours';
import { PanelShell } from './panel-shell';
import { ProblemsStrip } from './problems-strip';
import { useAuditLog } from './use-audit-log';
import { useAuditUrl } from './use-audit-url';
import { useLogAttention } from './use-log-attention';

export type AuditLogProps = {
  initial: { page: AuditPage; filter: AuditFilter; detail: AuditDetail | null };
  problems: readonly string[];
  modules: readonly string[];
  timeZone: string;
  openedAt: string;
  canExport: boolean;
};

/** Fetched with the first event that is opened; it keeps its place meanwhile. */
const EventPanel = dynamic(() => import('./event-panel').then((module) => module.EventPanel), {
  loading: () => <PanelShell />,
});

/** Below this the panel covers the list. */
const COVERS = '(max-width: 1023px)';
const rowKey = (row: AuditRow) => String(row.seq);
const phoneRow = (row: AuditRow) => <AuditPhoneRow row={row} />;

export function AuditLog({ initial, problems, modules, timeZone, openedAt, canExport }: AuditLogProps) {
  const { state: url, setState: setUrl, filter } = useAuditUrl(modules);
  const { head, publish } = useLedgerHead();
  const { state, dispatch, live, more, onNearEnd, retry } = useAuditLog({ filter, initial, onHead: publish });
  const table = useRef<DataTableHandle>(null);
  const covers = useMedia(COVERS);
  const open = url.event;
  const onAway = useLogAttention(dispatch, open);

  const fields = useMemo(() => auditFields(modules), [modules]);
  const filters = activeFilters(fields, filter);
  const view = useMemo(() => ({ timeZone, signedSize: head.checkpoint?.size ?? 0 }), [timeZone, head.checkpoint?.size]);
  const dividerOf = useMemo(() => dayDivider(timeZone, openedAt), [timeZone, openedAt]);
  const exported = { filter, filtered: filters.length > 0 };
  const neighbours = open === null ? null : neighboursOf(state.rows, open, filters.length > 0, head.size);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another list, which begins at its top
  useEffect(() => {
    table.current?.toTop();
  }, [filter]);

  const openEvent = useCallback(
    (seq: number) => void setUrl({ event: seq }, { history: open === null ? 'push' : 'replace' }),
    [setUrl, open],
  );
  const close = () => {
    if (open === null) return;
    void setUrl({ event: null }, { history: 'replace' });
    table.current?.focusKey(String(open));
  };
  const setFilter = (patch: Partial<AuditFilter>) => void setUrl(patch);
  const clear = () => setFilter({ module: [], status: [] });
  const resume = () => {
    dispatch({ type: 'resume' });
    table.current?.toTop();
  };
  const toggle = () => (state.mode === 'live' ? dispatch({ type: 'pause' }) : resume());
  /** From the event that is open, wherever the focus was meanwhile. */
  const step = (by: 1 | -1) => {
    if (!neighbours) return table.current?.move(by);
    const to = by > 0 ? neighbours.older : neighbours.newer;
    if (to === null) return;
    openEvent(to);
    table.current?.focusKey(String(to));
  };

  useHotkeys({
    l: toggle,
    j: () => step(1),
    k: () => step(-1),
    c: () => {
      const row = document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;
      const seq = open ?? (row ? Number(row) : null);
      if (seq !== null) void copyEventLink(seq);
    },
    Escape: close,
  });

  const news = countPending(state);
  const reading = state.mode === 'paused' || (state.mode === 'reading' && (open !== null || news > 0));
  const strip =
    live === 'lost' ? <LostStrip /> : reading ? <PausedStrip mode={state.mode} count={news} onShow={resume} /> : null;
  const waiting = state.loading === 'first' ? 24 : state.next !== null && !state.failure && !state.stoppedEarly ? 3 : 0;

  return (
    <AuditViewContext value={view}>
      <TopBar title="Audit log">
        <LiveToggle mode={state.mode} lost={live === 'lost'} onToggle={toggle} />
        {canExport && <ExportButton {...exported} />}
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col" inert={covers && open !== null}>
          <AuditFilters
            fields={fields}
            values={filter}
            sealed={head.size}
            timeZone={timeZone}
            hidden={url.hide}
            density={url.density}
            extra={canExport && <ExportChoices {...exported} />}
            onChange={(id, values) => setFilter({ [id]: values })}
            onClear={clear}
            onHidden={(hide) => void setUrl({ hide: hide as typeof url.hide }, { history: 'replace' })}
            onDensity={(density) => void setUrl({ density }, { history: 'replace' })}
          />
          <ProblemsStrip problems={problems} />
          <DataTable
            ref={table}
            label="Events"
            columns={auditColumns}
            rows={state.rows}
            rowKey={rowKey}
            hidden={url.hide}
            density={url.density}
            openKey={open === null ? null : String(open)}
            phoneRow={phoneRow}
            dividerOf={dividerOf}
            strip={strip}
            skeletons={waiting}
            busy={state.loading !== 'nothing'}
            tail={
              <LogTail
                state={state}
                filters={filters}
                onMore={more}
                onRetry={retry}
                onRemove={(id) => setFilter({ [id]: [] })}
                onClear={clear}
              />
            }
            onOpen={(row) => openEvent(row.seq)}
            onNearEnd={onNearEnd}
            onAway={onAway}
          />
        </div>
        {open !== null && neighbours && (
          <EventPanel
            seq={open}
            row={state.rows.find((row) => row.seq === open) ?? null}
            initial={initial.detail}
            neighbours={neighbours}
            covers={covers}
            onOpen={openEvent}
            onClose={close}
            onCopyLink={() => void copyEventLink(open)}
            onFilter={setFilter}
          />
        )}
      </div>
    </AuditViewContext>
  );
}
