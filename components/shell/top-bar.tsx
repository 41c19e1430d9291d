import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { PaletteButton } from './palette-button';

type Props = {
  title: string /** The page above this one. */;
  above?: { href: string; label: string };
  children?: ReactNode;
};

export function TopBar({ title, above, children }: Props) {
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b px-4 max-sm:h-[52px] max-sm:pr-2">
      {above && (
        <nav aria-label="Above this page" className="flex items-center gap-2 max-sm:hidden">
          <Link href={above.href} className="whitespace-nowrap rounded-badge text-fg-2 text-title hover:text-fg">
            {above.label}
          </Link>
          <Icon of={ChevronRight} size={14} className="text-fg-3" />
        </nav>
      )}
      <h1 className="whitespace-nowrap font-semibold text-title tracking-[-0.012em]">{title}</h1>
      <span className="flex-1" />
      <PaletteButton />
      {children}
    </header>
  );
}
