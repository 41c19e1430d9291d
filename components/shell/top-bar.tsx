import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { PaletteButton } from './palette-button';

type Props = {
  title: string;
  /** The pages above this one, outermost first. */
  above?: readonly { href: string; label: string }[];
  children?: ReactNode;
};

export function TopBar({ title, above = [], children }: Props) {
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b px-4 max-sm:h-[52px] max-sm:pr-2">
      {above.length > 0 && (
        <nav aria-label="Above this page" className="flex items-center gap-2 max-sm:hidden">
          {above.map(({ href, label }) => (
            <Fragment key={href}>
              <Link href={href} className="whitespace-nowrap rounded-badge text-fg-2 text-title hover:text-fg">
                {label}
              </Link>
              <Icon of={ChevronRight} size={14} className="text-fg-3" />
            </Fragment>
          ))}
        </nav>
      )}
      <h1 className="whitespace-nowrap font-semibold text-title tracking-[-0.012em]">{title}</h1>
      <span className="flex-1" />
      <PaletteButton />
      {children}
    </header>
  );
}
