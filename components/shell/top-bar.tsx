import type { ReactNode } from 'react';
import { PaletteButton } from './palette-button';

export function TopBar({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b px-4 max-sm:h-[52px] max-sm:pr-2">
      <h1 className="whitespace-nowrap font-semibold text-title tracking-[-0.012em]">{title}</h1>
      <span className="flex-1" />
      <PaletteButton />
      {children}
    </header>
  );
}
