'use client';

import { Menu, MenuItem } from '@/components/ui/menu';
import type { LayerProps } from '@/components/ui/use-layer';
import type { FilterField } from './filter-field';

type Props = LayerProps & { fields: readonly FilterField[]; onAdd: (id: string) => void };

/** Adds after the menu is gone: two layers at once would take the focus from each other. */
export const AddFilterMenu = ({ fields, onAdd, ...layer }: Props) => (
  <Menu {...layer} label="Filter by" align="start" className="min-w-36">
    {fields.map((field) => (
      <MenuItem key={field.id} onSelect={() => setTimeout(() => onAdd(field.id))}>
        {field.label}
      </MenuItem>
    ))}
  </Menu>
);
