'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FacetList } from './facet-list';
import { countFilters, type FilterField, type FilterValues, valuesOf } from './filter-field';

export type FilterSheetProps = {
  fields: readonly FilterField[];
  values: FilterValues;
  onChange: (id: string, values: string[]) => void;
  onClear: () => void;
  /** What else can be done with what the filters leave; on a phone there is no other place for it. */
  extra?: ReactNode;
};

type Props = FilterSheetProps & { open: boolean; onOpenChange: (open: boolean) => void };

export function FilterSheetBody({ fields, values, onChange, onClear, extra, open, onOpenChange }: Props) {
  return (
    <Dialog kind="sheet" open={open} onOpenChange={onOpenChange} title="Filters">
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-2">
        {fields.map((field) => (
          <section key={field.id} className="pb-3">
            <h3 className="px-2 py-1 font-medium text-fg-3 text-small">{field.label}</h3>
            <FacetList field={field} chosen={valuesOf(values, field)} onChange={(next) => onChange(field.id, next)} />
          </section>
        ))}
      </div>
      <div className="flex flex-wrap gap-2 border-t p-3">
        {extra}
        <Button size="large" className="grow basis-0" disabled={countFilters(values) === 0} onClick={onClear}>
          Clear all
        </Button>
        <Button size="large" variant="primary" className="grow basis-0" onClick={() => onOpenChange(false)}>
          Show results
        </Button>
      </div>
    </Dialog>
  );
}
