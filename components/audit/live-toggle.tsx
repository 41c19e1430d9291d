'use client';

import { Pause, Play } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { tooltip } from '@/components/ui/tooltip';
import type { Mode } from './log-state';

type Props = { mode: Mode; lost: boolean; onToggle: () => void };

export function LiveToggle({ mode, lost, onToggle }: Props) {
  const live = mode === 'live';
  return (
    <button
      type="button"
      onClick={onToggle}
      {...tooltip(live ? 'Hold new events back' : 'Show new events as they come', 'L')}
      className="inline-flex h-7 flex-none items-center rounded-control border border-line-strong bg-bg-raised hover:bg-bg-hover max-sm:h-8 dark:hover:bg-bg-active"
    >
      <span className="flex items-center gap-1.5 px-[9px] font-medium">
        <span
          aria-hidden="true"
          className={cn('size-[7px] rounded-full', !live ? 'bg-fg-faint' : lost ? 'bg-warn-mark' : 'bg-ok-mark')}
        />
        {live ? 'Live' : 'Paused'}
      </span>
      <span className="flex h-full items-center border-l px-[7px] text-fg-3 max-sm:hidden">
        <Icon of={live ? Pause : Play} size={14} />
      </span>
      <span className="sr-only">, {live ? 'pause' : 'resume'}</span>
    </button>
  );
}
