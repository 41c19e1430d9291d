'use client';

import type { ReactNode } from 'react';
import { FilterChips } from '@/components/data-table/filter-chips';
import {
  countFilters,
  type FilterField,
  type FilterValues,
  summarizeValues,
  valuesOf,
} from '@/components/data-table/filter-field';
import { FilterSheet } from '@/components/data-table/filter-sheet';
import type { Density } from '@/components/data-table/row-style';
import { ViewMenu } from '@/components/data-table/view-menu';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import type { AuditFilter } from '@/lib/ledger/contract';
import { AUDIT_COLUMN_MENU } from './audit-looks';
import type { ActiveFilter } from './log-tail';
import { STATUS_LOOK, STATUS_ORDER } from './status-look';

export const auditFields = (modules: readonly string[]): FilterField[] => [
  { id: 'module', label: 'Module', options: modules.map((value) => ({ value, label: value })) },
  { id: 'status', label: 'Status', options: STATUS_ORDER.map((value) => ({ value, label: STATUS_LOOK[value].label })) },
];

export const activeFilters = (fields: readonly FilterField[], filter: AuditFilter): ActiveFilter[] =>
  fields
    .filter((field) => valuesOf(filter, field).length > 0)
    .map((field) => ({ id: field.id, words: `${field.label} is ${summarizeValues(field, valuesOf(filter, field))}` }));

type Props = {
  fields: readonly FilterField[];
  values: FilterValues;
  sealed: number;
  timeZone: string;
  hidden: readonly string[];
  density: Density;
  /** Stands in the phone's sheet. */
  extra: ReactNode;
  onChange: (id: string, values: string[]) => void;
  onClear: () => void;
  onHidden: (hidden: string[]) => void;
  onDensity: (density: Density) => void;
};

export function AuditFilters({ fields, values, sealed, timeZone, extra, onChange, onClear, ...view }: Props) {
  return (
    <div className="flex h-11 flex-none items-center gap-1.5 border-b pr-3 pl-4 max-sm:h-12 max-sm:px-3">
      <div className="contents max-sm:hidden">
        <FilterChips fields={fields} values={values} onChange={onChange} />
        {countFilters(values) > 1 && (
          <Button variant="ghost" size="chip" onClick={onClear}>
            Clear
          </Button>
        )}
      </div>
      <div className="sm:hidden">
        <FilterSheet fields={fields} values={values} onChange={onChange} onClear={onClear} extra={extra} />
      </div>
      <span className="flex-1" />
      <span
        className="num whitespace-nowrap text-fg-3 text-small"
        title="All events in the ledger, whatever the filters"
      >
        <span className="font-medium text-fg-2">{formatCount(sealed)}</span> sealed
      </span>
      <span
        className="whitespace-nowrap border-l pl-2 text-fg-3 text-small"
        title={`Times are those of ${timeZone}; the exact UTC time stands on hover`}
      >
        {timeZone === 'UTC' ? 'UTC' : timeZone.split('/').at(-1)?.replaceAll('_', ' ')}
      </span>
      <ViewMenu columns={AUDIT_COLUMN_MENU} {...view} />
    </div>
  );
}
