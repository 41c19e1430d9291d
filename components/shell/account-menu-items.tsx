'use client';

import { LogOut } from 'lucide-react';
import { hotkeySwitch, useHotkeySwitch } from '@/components/ui/hotkey-switch';
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { LayerProps } from '@/components/ui/use-layer';
import { visibleText } from '@/lib/core/visible-text';
import { ThemeItems } from './theme-items';
import { useSignOut } from './use-sign-out';
import { mainRole, type ShellViewer } from './viewer';

type Props = LayerProps & { viewer: ShellViewer; align: 'start' | 'end' };

export function AccountMenuItems({ viewer, align, ...layer }: Props) {
  const { busy, signOut } = useSignOut();
  const hotkeys = useHotkeySwitch();
  return (
    <Menu {...layer} label="Account" align={align} side="top" className="w-52">
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate font-medium">{visibleText(viewer.name)}</p>
        <p className="truncate text-fg-3 text-small">{visibleText(viewer.email)}</p>
        <p className="truncate text-fg-3 text-small">{mainRole(viewer)}</p>
      </div>
      <MenuSeparator />
      <ThemeItems />
      <MenuSeparator />
      <MenuCheckItem checked={hotkeys} onCheckedChange={hotkeySwitch.set}>
        Keyboard shortcuts
      </MenuCheckItem>
      <MenuSeparator />
      <MenuItem icon={LogOut} disabled={busy} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
