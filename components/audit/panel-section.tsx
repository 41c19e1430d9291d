import type { ReactNode } from 'react';

type Props = { title: string; note?: ReactNode; end?: ReactNode; children: ReactNode };

export function PanelSection({ title, note, end, children }: Props) {
  return (
    <section className="border-b px-4 pb-3 last:border-b-0">
      <h3 className="flex h-[34px] items-center gap-2 font-semibold tracking-[-0.006em]">
        {title}
        {note && <span className="num font-normal text-fg-3">{note}</span>}
        {end && <span className="ml-auto flex items-center font-normal">{end}</span>}
      </h3>
      {children}
    </section>
  );
}
