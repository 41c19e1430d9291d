'use client';

import { Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import type { LayerProps } from '@/components/ui/use-layer';

export type MenuColumn = { id: string; label: string; fixed?: boolean };

type Props = LayerProps & {
  columns: readonly MenuColumn[];
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
};

export function ColumnsMenu({ columns, hidden, onHidden, ...layer }: Props) {
  const toggle = (id: string) => onHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
  return (
    <Menu {...layer} label="Columns" className="min-w-44">
      <MenuLabel>Columns</MenuLabel>
      {columns
        .filter((column) => !column.fixed)
        .map(({ id, label }) => (
          <MenuCheckItem key={id} checked={!hidden.includes(id)} onCheckedChange={() => toggle(id)}>
            {label}
          </MenuCheckItem>
        ))}
      <MenuSeparator />
      <MenuItem disabled={hidden.length === 0} onSelect={() => onHidden([])}>
        Show all
      </MenuItem>
    </Menu>
  );
}
