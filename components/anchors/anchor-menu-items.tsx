'use client';

import { Pencil, Send, Trash2 } from 'lucide-react';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { LayerProps } from '@/components/ui/use-layer';

type Props = LayerProps & { busy: boolean; onTest: () => void; onEdit: () => void; onRemove: () => void };

export function AnchorMenuItems({ busy, onTest, onEdit, onRemove, ...layer }: Props) {
  /** A dialog leads back to where it was opened from, and an item of a menu is gone by then. */
  const fromButton = (open: () => void) => () => {
    layer.anchor.current?.focus();
    open();
  };
  return (
    <Menu {...layer} label="Anchor" className="min-w-40">
      <MenuItem icon={Send} disabled={busy} onSelect={onTest}>
        Test now
      </MenuItem>
      <MenuItem icon={Pencil} onSelect={fromButton(onEdit)}>
        Change
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} onSelect={fromButton(onRemove)}>
        Remove
      </MenuItem>
    </Menu>
  );
}
