'use client';

import type { ReactTable, Row } from '@tanstack/react-table';
import { memo, type ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import type { ColumnLook, Features } from './columns';
import { cellStyle, type Density, GRID, rowHeight } from './row-style';

type Props<T extends object> = {
  table: ReactTable<Features, T>;
  row: Row<Features, T>;
  index: number;
  rowKey: string;
  open: boolean;
  tabbable: boolean;
  density: Density;
  phone: ReactNode;
  /** Changes whenever the visible columns do: rows are memoised and would not notice. */
  layoutKey: string;
};

function View<T extends object>({ table, row, index, rowKey, open, tabbable, density, phone }: Props<T>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open}
      data-key={rowKey}
      tabIndex={tabbable ? 0 : -1}
      className={cn(
        GRID,
        rowHeight(density),
        'border-line-soft border-b outline-offset-[-2px] max-sm:flex max-sm:h-[62px] max-sm:px-0',
        open ? 'bg-bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-bg-hover',
      )}
    >
      {row.getVisibleCells().map((cell) => (
        <div key={cell.id} role="gridcell" className={cellStyle(cell.column.columnDef.meta as ColumnLook)}>
          <table.FlexRender cell={cell} />
        </div>
      ))}
      <div role="gridcell" className="min-w-0 flex-1 sm:hidden">
        {phone}
      </div>
    </div>
  );
}

export const DataRow = memo(View, (before, after) =>
  (['row', 'index', 'open', 'tabbable', 'density', 'layoutKey', 'table'] as const).every(
    (key) => before[key] === after[key],
  ),
) as typeof View;
