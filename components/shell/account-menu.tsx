'use client';

import { LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '@/components/ui/menu';
import { visibleText } from '@/lib/core/visible-text';
import { ThemeItems } from './theme-items';
import { useSignOut } from './use-sign-out';
import { initials, mainRole, type ShellViewer } from './viewer';

type Props = { viewer: ShellViewer; align?: 'start' | 'end'; children: ReactNode };

export const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden="true"
    className="grid size-[22px] flex-none place-items-center rounded-full bg-bg-active font-medium text-[11px] text-fg-2 leading-none tracking-[-0.02em]"
  >
    {initials(name)}
  </span>
);

export function AccountMenu({ viewer, align = 'start', children }: Props) {
  const { busy, signOut } = useSignOut();
  return (
    <Menu>
      <MenuTrigger asChild>{children}</MenuTrigger>
      <MenuContent align={align} side="top" className="w-52">
        <div className="px-2 pt-1.5 pb-2">
          <p className="truncate font-medium">{visibleText(viewer.name)}</p>
          <p className="truncate text-fg-3 text-small">{visibleText(viewer.email)}</p>
          <p className="truncate text-fg-3 text-small">{mainRole(viewer)}</p>
        </div>
        <MenuSeparator />
        <ThemeItems />
        <MenuSeparator />
        <MenuItem icon={LogOut} disabled={busy} onSelect={signOut}>
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
