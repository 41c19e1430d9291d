import type { ComponentProps } from 'react';

/** Pushes the list where there is room, covers it where there is not. */
export const PanelShell = (props: ComponentProps<'aside'>) => (
  <aside
    tabIndex={-1}
    className="flex min-h-0 w-[360px] flex-none flex-col border-l bg-bg outline-none max-lg:absolute max-lg:inset-0 max-lg:z-20 max-lg:w-auto max-lg:border-l-0"
    {...props}
  />
);
