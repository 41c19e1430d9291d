'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';
import { leaveTo } from './leave-guard';

type Props = Omit<ComponentProps<typeof Link>, 'href' | 'onNavigate'> & { href: string };

/** A link that asks first where something unsaved would be lost. */
export function GuardedLink({ href, ...rest }: Props) {
  const router = useRouter();
  return (
    <Link
      href={href}
      onNavigate={(event) => {
        event.preventDefault();
        leaveTo(() => router.push(href));
      }}
      {...rest}
    />
  );
}
