'use client';

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { cn } from '@/components/ui/cn';
import { GuardedLink } from '@/components/ui/guarded-link';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { Logo } from '@/components/ui/logo';
import { visibleText } from '@/lib/core/visible-text';
import { AccountMenu, Avatar } from './account-menu';
import { rememberRail } from './nav-cookie';
import { SealStrip } from './seal-strip';
import { mainRole, pagesFor, type ShellViewer } from './viewer';

type Props = { viewer: ShellViewer; startsAsRail: boolean };

export function Nav({ viewer, startsAsRail }: Props) {
  const [rail, setRail] = useState(startsAsRail);
  const path = usePathname();
  const pages = pagesFor(viewer).filter(({ door, under }) => !door && !under);
  const toggle = () => {
    rememberRail(!rail);
    setRail(!rail);
  };
  const fold = (
    <IconButton
      icon={rail ? PanelLeftOpen : PanelLeftClose}
      label={rail ? 'Widen navigation' : 'Narrow navigation'}
      onClick={toggle}
    />
  );
  return (
    <nav
      aria-label="Main"
      className={cn('group flex min-h-0 flex-none flex-col border-r bg-bg-nav max-sm:hidden', rail ? 'w-12' : 'w-48')}
    >
      <div className={cn('flex h-12 flex-none items-center gap-[9px]', rail ? 'justify-center' : 'pr-2 pl-3.5')}>
        <Logo />
        {!rail && <span className="flex-1 font-semibold tracking-[-0.012em]">Chainward</span>}
        {!rail && <span className="opacity-0 focus-within:opacity-100 group-hover:opacity-100">{fold}</span>}
      </div>
      {rail && <div className="mb-1 grid place-items-center">{fold}</div>}
      <ul className="px-2">
        {pages.map(({ href, label, icon }) => {
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <GuardedLink
                href={href}
                aria-current={here ? 'page' : undefined}
                title={rail ? label : undefined}
                className={cn(
                  'flex h-7 items-center gap-[9px] rounded-control',
                  rail ? 'justify-center' : 'pr-2 pl-[7px]',
                  here ? 'bg-bg-active font-medium text-fg' : 'text-fg-2 hover:bg-bg-hover hover:text-fg',
                )}
              >
                <Icon of={icon} className={here ? 'text-fg' : 'text-fg-3'} />
                <span className={rail ? 'sr-only' : ''}>{label}</span>
              </GuardedLink>
            </li>
          );
        })}
      </ul>
      <div className="mt-auto border-t">
        <SealStrip viewer={viewer} rail={rail} />
        <AccountMenu
          viewer={viewer}
          className={cn(
            'flex h-11 w-full items-center gap-[9px] border-t text-left outline-offset-[-2px] hover:bg-bg-hover aria-expanded:bg-bg-active',
            rail ? 'justify-center' : 'pr-3 pl-[13px]',
          )}
        >
          <Avatar name={viewer.name} />
          <span className={rail ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{visibleText(viewer.name)}</span>
          <span className={rail ? 'sr-only' : 'text-fg-3 text-small'}>{mainRole(viewer)}</span>
        </AccountMenu>
      </div>
    </nav>
  );
}
