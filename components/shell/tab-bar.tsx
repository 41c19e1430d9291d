'use client';

import { Menu as MenuIcon } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { cn } from '@/components/ui/cn';
import { GuardedLink } from '@/components/ui/guarded-link';
import { Icon } from '@/components/ui/icon';
import { AccountMenu } from './account-menu';
import { pagesFor, type ShellViewer } from './viewer';

const TAB = 'flex flex-1 flex-col items-center justify-center gap-1 text-[11px] leading-[14px] outline-offset-[-4px]';

export function TabBar({ viewer }: { viewer: ShellViewer }) {
  const path = usePathname();
  const pages = pagesFor(viewer).filter(({ under }) => !under);
  return (
    <nav aria-label="Main" className="flex h-16 flex-none border-t bg-bg-nav sm:hidden">
      {pages.map(({ href, label, icon }) => {
        const here = path === href || path.startsWith(`${href}/`);
        return (
          <GuardedLink
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={cn(TAB, here ? 'font-medium text-accent' : 'text-fg-3')}
          >
            <Icon of={icon} />
            {label}
          </GuardedLink>
        );
      })}
      <AccountMenu viewer={viewer} align="end" className={cn(TAB, 'text-fg-3')}>
        <Icon of={MenuIcon} />
        More
      </AccountMenu>
    </nav>
  );
}
