import type { ReactNode } from 'react';

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="rounded-badge border bg-bg-sunken px-1 font-medium font-sans text-fg-3 text-micro dark:border-line-strong dark:bg-bg-active">
    {children}
  </kbd>
);
