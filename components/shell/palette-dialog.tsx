'use client';

import { Command } from 'cmdk';
import { LogOut, type LucideIcon, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Dialog } from '@/components/ui/dialog';
import { useHotkeySwitch } from '@/components/ui/hotkey-switch';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { leaveTo } from '@/components/ui/leave-guard';
import { paletteStore } from './palette-store';
import { ShortcutList } from './shortcut-list';
import { THEMES } from './theme-items';
import { useSignOut } from './use-sign-out';
import { pagesFor, type ShellViewer } from './viewer';

const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-micro [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3';

function Item({ icon, label, onSelect }: { icon: LucideIcon; label: string; onSelect: () => void }) {
  const run = () => {
    paletteStore.set(false);
    onSelect();
  };
  return (
    <Command.Item
      onSelect={run}
      className="flex h-9 items-center gap-2.5 rounded-control px-2 data-[selected=true]:bg-bg-hover dark:data-[selected=true]:bg-bg-active"
    >
      <Icon of={icon} className="text-fg-3" />
      {label}
    </Command.Item>
  );
}

export function PaletteDialog({ open, viewer }: { open: boolean; viewer: ShellViewer }) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { signOut } = useSignOut();
  const hotkeys = useHotkeySwitch();
  return (
    <Dialog kind="bare" open={open} onOpenChange={paletteStore.set} title="Go to a page or run a command">
      <Command label="Commands" loop>
        <div className="flex h-11 items-center gap-2.5 border-b px-3.5 text-fg-3">
          <Icon of={Search} />
          <Command.Input
            placeholder="Go to a page or run a command"
            className="h-full min-w-0 flex-1 bg-transparent text-fg outline-none"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="max-h-80 overflow-y-auto p-1.5 pt-0">
          <Command.Empty className="px-2 py-4 text-fg-3">Nothing is called that</Command.Empty>
          <Command.Group heading="Pages" className={GROUP}>
            {pagesFor(viewer).map(({ href, label, icon }) => (
              <Item key={href} icon={icon} label={label} onSelect={() => leaveTo(() => router.push(href))} />
            ))}
          </Command.Group>
          <Command.Group heading="Theme" className={GROUP}>
            {THEMES.map(({ value, label, icon }) => (
              <Item key={value} icon={icon} label={`Theme: ${label.toLowerCase()}`} onSelect={() => setTheme(value)} />
            ))}
          </Command.Group>
          <Command.Group heading="Account" className={GROUP}>
            <Item icon={LogOut} label="Sign out" onSelect={signOut} />
          </Command.Group>
        </Command.List>
        {hotkeys && <ShortcutList />}
      </Command>
    </Dialog>
  );
}
