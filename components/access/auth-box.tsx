import type { ReactNode } from 'react';
import { Logo } from '@/components/ui/logo';

type Props = { title: string; subtitle?: string; children: ReactNode };

export const AuthBox = ({ title, subtitle, children }: Props) => (
  <main className="m-auto w-[352px] max-w-full px-4 pt-8 pb-6 sm:px-0">
    <div className="mb-6 flex flex-col gap-3.5">
      <Logo size={26} />
      <div>
        <h1 className="font-semibold text-display tracking-[-0.018em]">{title}</h1>
        {subtitle && <p className="mt-0.5 break-words text-fg-3">{subtitle}</p>}
      </div>
    </div>
    {children}
  </main>
);
