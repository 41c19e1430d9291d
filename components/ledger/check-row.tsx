import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { Spinner } from '@/components/ui/spinner';
import { TONE_TEXT, type Tone } from '@/components/ui/tone';

type Props = {
  title: string;
  look: { icon: LucideIcon; tone: Tone; word: string };
  working?: boolean;
  end?: ReactNode;
  children: ReactNode;
};

export function CheckRow({ title, look, working = false, end, children }: Props) {
  return (
    <li className="num grid min-h-8 grid-cols-[104px_minmax(0,1fr)_auto] items-center gap-x-3 border-line-soft border-t px-5 max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:px-4 max-sm:py-2">
      <span className="flex items-center gap-1.5">
        {working ? (
          <Spinner className="text-accent" />
        ) : (
          <Icon of={look.icon} size={14} className={TONE_TEXT[look.tone]} />
        )}
        <span>{title}</span>
        <span className="sr-only">{working ? 'At work' : look.word}</span>
      </span>
      <span
        className={cn(
          'text-pretty py-[5px] max-sm:col-span-2 max-sm:row-start-2 max-sm:py-0.5',
          look.tone === 'bad' ? 'text-bad' : 'text-fg-2',
        )}
      >
        {children}
      </span>
      <span className="text-right text-fg-3 text-small">{end}</span>
    </li>
  );
}
