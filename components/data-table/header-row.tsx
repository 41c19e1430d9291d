'use client';

import type { ReactTable } from '@tanstack/react-table';
import { cn } from '@/components/ui/cn';
import type { ColumnLook, Features } from './columns';
import { cellStyle, GRID } from './row-style';

/** Its gutter is that of the scrolling body, so that columns stand above their cells. */
export function HeaderRow<T extends object>({ table }: { table: ReactTable<Features, T> }) {
  return (
    <div role="rowgroup" className="flex-none overflow-hidden border-b [scrollbar-gutter:stable] max-sm:hidden">
      {table.getHeaderGroups().map((group) => (
        <div key={group.id} role="row" aria-rowindex={1} className={cn(GRID, 'h-8 font-medium text-fg-3 text-micro')}>
          {group.headers.map((header) => (
            <div key={header.id} role="columnheader" className={cellStyle(header.column.columnDef.meta as ColumnLook)}>
              <table.FlexRender header={header} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
