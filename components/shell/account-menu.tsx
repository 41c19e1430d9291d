'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { useLayer } from '@/components/ui/use-layer';
import { initials, type ShellViewer } from './viewer';

type Props = { viewer: ShellViewer; align?: 'start' | 'end'; className: string; children: ReactNode };

const load = () => import('./account-menu-items');
const AccountMenuItems = dynamic(() => load().then((module) => module.AccountMenuItems), { ssr: false });

export const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden="true"
    className="grid size-[22px] flex-none place-items-center rounded-full bg-bg-active font-medium text-[11px] text-fg-2 leading-none tracking-[-0.02em]"
  >
    {initials(name)}
  </span>
);

export function AccountMenu({ viewer, align = 'start', className, children }: Props) {
  const [open, onOpenChange] = useState(false);
  const { trigger, layer } = useLayer({ kind: 'menu', load, open, onOpenChange });
  return (
    <>
      <button type="button" className={className} {...trigger}>
        {children}
      </button>
      {layer && <AccountMenuItems {...layer} viewer={viewer} align={align} />}
    </>
  );
}
