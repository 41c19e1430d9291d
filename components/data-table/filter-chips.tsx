'use client';

import { useState } from 'react';
import { AddFilter } from './add-filter';
import { FilterChip } from './filter-chip';
import { type FilterField, type FilterValues, valuesOf } from './filter-field';

type Props = { fields: readonly FilterField[]; values: FilterValues; onChange: (id: string, values: string[]) => void };

/** A chip that was just added stays while it is open although nothing is chosen in it yet. */
export function FilterChips({ fields, values, onChange }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = fields.filter((field) => open === field.id || valuesOf(values, field).length > 0);
  const missing = fields.filter((field) => !shown.includes(field));
  const remove = (id: string) => {
    setOpen(null);
    onChange(id, []);
  };
  return (
    <>
      {shown.map((field) => (
        <FilterChip
          key={field.id}
          field={field}
          chosen={valuesOf(values, field)}
          open={open === field.id}
          onOpenChange={(now) => setOpen(now ? field.id : null)}
          onChange={(next) => onChange(field.id, next)}
          onRemove={() => remove(field.id)}
        />
      ))}
      {missing.length > 0 && <AddFilter fields={missing} onAdd={setOpen} />}
    </>
  );
}
