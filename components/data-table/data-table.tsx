'use client';

import { useTable } from '@tanstack/react-table';
import {
  type CSSProperties,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import { columnTemplates, type DataColumn, features } from './columns';
import { DataRow } from './data-row';
import { DividerRow } from './divider-row';
import { gridKeys, keyOf } from './grid-keys';
import { HeaderRow } from './header-row';
import { toLines } from './lines';
import type { Density } from './row-style';
import { SkeletonRows } from './skeleton-rows';
import { StripRow } from './strip-row';
import { useGridFocus } from './use-grid-focus';
import { useLineWindow } from './use-line-window';

export type DataTableHandle = {
  /** Moves the focus by so many rows from the one that had it last. */
  move: (by: number) => void;
  focusKey: (key: string) => void;
  toTop: () => void;
};

export type DataTableProps<T extends object> = {
  label: string;
  columns: readonly DataColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  hidden: readonly string[];
  density: Density;
  openKey: string | null;
  phoneRow: (row: T) => ReactNode;
  dividerOf?: (row: T, previous: T | null) => string | null;
  /** Stands between head and rows without moving what is being read. */
  strip?: ReactNode;
  /** What follows the last row: an error, the end, a way on. */
  tail?: ReactNode;
  skeletons?: number;
  busy?: boolean;
  onOpen: (row: T) => void;
  onNearEnd: () => void;
  onAway: (away: boolean) => void;
  ref?: Ref<DataTableHandle>;
};

const NEAR_END = 15;

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, rows, rowKey, hidden, density, openKey, dividerOf, onOpen, onNearEnd, onAway } = props;
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const columnVisibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden]);
  const table = useTable({
    features,
    columns: columns as DataColumn<T>[],
    data: rows as T[],
    getRowId: rowKey,
    state: { columnVisibility },
  });
  const tableRows = table.getRowModel().rows;
  const lines = useMemo(
    () => toLines(tableRows, dividerOf && ((row, before) => dividerOf(row.original, before?.original ?? null))),
    [tableRows, dividerOf],
  );
  const { drawn, before, after, last, scrollTo: scrollToLine } = useLineWindow(scroller, lines, density);

  const keys = useMemo(() => tableRows.map((row) => row.id), [tableRows]);
  const drawnKeys = drawn.flatMap((line) => (line.kind === 'row' ? [line.row.id] : []));
  const lineOfRow = useMemo(() => lines.flatMap((line, at) => (line.kind === 'row' ? [at] : [])), [lines]);
  const scrollTo = useCallback((index: number) => scrollToLine(lineOfRow[index] ?? 0), [scrollToLine, lineOfRow]);
  const focus = useGridFocus({ grid, keys, drawn: drawnKeys, scrollTo });

  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - NEAR_END) onNearEnd();
  }, [lines.length, last, onNearEnd]);

  const { go, activeIndex } = focus;
  const current = activeIndex < 0 && openKey !== null ? keys.indexOf(openKey) : activeIndex;
  useImperativeHandle(props.ref, () => ({
    move: (by) => void go(current + by),
    focusKey: (key) => void (keys.includes(key) && go(keys.indexOf(key))),
    toTop: () => {
      scroller.current?.scrollTo({ top: 0 });
    },
  }));

  const openIndex = (index: number) => {
    const row = rows[index];
    if (row) onOpen(row);
  };
  const onKeyDown = gridKeys({ current, last: keys.length - 1, go, open: openIndex });

  const looks = table.getVisibleLeafColumns().map((column) => (column.columnDef as DataColumn<T>).meta);
  const layoutKey = hidden.join();
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={props.label}
      aria-rowcount={-1}
      aria-colcount={looks.length}
      aria-busy={props.busy ?? false}
      tabIndex={-1}
      className="@container/table flex min-h-0 flex-1 flex-col overflow-hidden outline-none"
      style={columnTemplates(looks) as CSSProperties}
      onKeyDown={onKeyDown}
      onFocus={(event) => focus.onFocus(keyOf(event.target))}
      onBlur={focus.onBlur}
    >
      <HeaderRow table={table} />
      <StripRow scroller={scroller}>{props.strip}</StripRow>
      <div
        ref={scroller}
        role="rowgroup"
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden [overflow-anchor:none] [scrollbar-gutter:stable] max-sm:[scrollbar-gutter:auto]"
        onScroll={(event) => onAway(event.currentTarget.scrollTop > 4)}
        onClick={(event) => {
          const key = keyOf(event.target);
          if (key !== null && !window.getSelection()?.toString()) openIndex(keys.indexOf(key));
        }}
      >
        <div style={{ paddingTop: before, paddingBottom: after }}>
          {drawn.map((line) => {
            if (line.kind === 'divider') return <DividerRow key={`day ${line.label}`} label={line.label} />;
            const { row } = line;
            return (
              <DataRow
                key={row.id}
                table={table}
                row={row}
                rowKey={row.id}
                index={line.index}
                open={row.id === openKey}
                tabbable={row.id === focus.tabStop}
                density={density}
                layoutKey={layoutKey}
                phone={props.phoneRow(row.original)}
              />
            );
          })}
        </div>
        {props.skeletons ? <SkeletonRows looks={looks} count={props.skeletons} density={density} /> : null}
        {props.tail && (
          <div role="row">
            <div role="gridcell">{props.tail}</div>
          </div>
        )}
      </div>
    </div>
  );
}
