'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '@/components/ui/menu';
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
      {missing.length > 0 && (
        <Menu>
          <MenuTrigger className="inline-flex h-[26px] flex-none items-center gap-[5px] rounded-control border border-line-strong border-dashed px-[7px] text-fg-2 text-small hover:bg-bg-hover hover:text-fg aria-expanded:bg-bg-active">
            <Icon of={Plus} size={12} />
            Filter
          </MenuTrigger>
          <MenuContent
            align="start"
            className="min-w-36"
            onCloseAutoFocus={(event) => open !== null && event.preventDefault()}
          >
            {missing.map((field) => (
              <MenuItem key={field.id} onSelect={() => setTimeout(() => setOpen(field.id))}>
                {field.label}
              </MenuItem>
            ))}
          </MenuContent>
        </Menu>
      )}
    </>
  );
}
