'use client';

import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FacetList } from './facet-list';
import { countFilters, type FilterField, type FilterValues, valuesOf } from './filter-field';

type Props = {
  fields: readonly FilterField[];
  values: FilterValues;
  onChange: (id: string, values: string[]) => void;
  onClear: () => void;
};

/** The filters of a phone: all facets in one sheet. */
export function FilterSheet({ fields, values, onChange, onClear }: Props) {
  const [open, setOpen] = useState(false);
  const count = countFilters(values);
  return (
    <>
      <Button icon={ListFilter} className="h-8 text-small" onClick={() => setOpen(true)}>
        Filters
        {count > 0 && <Badge tone="accent">{count}</Badge>}
      </Button>
      <Dialog kind="sheet" open={open} onOpenChange={setOpen} title="Filters">
        <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-2">
          {fields.map((field) => (
            <section key={field.id} className="pb-3">
              <h3 className="px-2 py-1 font-medium text-fg-3 text-small">{field.label}</h3>
              <FacetList field={field} chosen={valuesOf(values, field)} onChange={(next) => onChange(field.id, next)} />
            </section>
          ))}
        </div>
        <div className="flex gap-2 border-t p-3">
          <Button size="large" className="flex-1" disabled={count === 0} onClick={onClear}>
            Clear all
          </Button>
          <Button size="large" variant="primary" className="flex-1" onClick={() => setOpen(false)}>
            Show results
          </Button>
        </div>
      </Dialog>
    </>
  );
}
