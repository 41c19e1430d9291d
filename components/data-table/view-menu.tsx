'use client';

import { Columns3, Rows3, Rows4 } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import {
  Menu,
  MenuCheckItem,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu';
import type { Density } from './row-style';

type Column = { id: string; label: string; fixed?: boolean };
type Props = {
  columns: readonly Column[];
  hidden: readonly string[];
  density: Density;
  onHidden: (hidden: string[]) => void;
  onDensity: (density: Density) => void;
};

export function ViewMenu({ columns, hidden, density, onHidden, onDensity }: Props) {
  const toggle = (id: string) => onHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
  const compact = density === 'compact';
  return (
    <span className="flex max-sm:hidden">
      <IconButton
        icon={compact ? Rows4 : Rows3}
        label={compact ? 'Roomier rows' : 'Denser rows'}
        aria-pressed={compact}
        onClick={() => onDensity(compact ? 'normal' : 'compact')}
      />
      <Menu>
        <MenuTrigger asChild>
          <IconButton icon={Columns3} label="Columns" />
        </MenuTrigger>
        <MenuContent>
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
        </MenuContent>
      </Menu>
    </span>
  );
}
