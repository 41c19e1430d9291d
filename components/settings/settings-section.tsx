import type { ReactNode } from 'react';

type Props = { title: string; text: string; children: ReactNode };

export const SettingsSection = ({ title, text, children }: Props) => (
  <section className="grid gap-x-10 gap-y-4 border-b px-5 py-6 last:border-b-0 lg:grid-cols-[240px_minmax(0,420px)]">
    <div>
      <h2 className="font-semibold tracking-[-0.006em]">{title}</h2>
      <p className="mt-1 text-pretty text-fg-3 text-small">{text}</p>
    </div>
    <div className="grid max-w-[420px] gap-5">{children}</div>
  </section>
);
