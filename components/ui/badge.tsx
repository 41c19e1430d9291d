import type { ReactNode } from 'react';
import { cn } from './cn';
import { TONE_BADGE, type Tone } from './tone';

export const Badge = ({ tone = 'quiet', children }: { tone?: Tone; children: ReactNode }) => (
  <span
    className={cn(
      'num inline-flex h-[18px] items-center gap-1 whitespace-nowrap rounded-badge px-1.5 font-medium text-micro',
      TONE_BADGE[tone],
    )}
  >
    {children}
  </span>
);
