'use client';

import { ArrowUp, Pause, WifiOff } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { plural } from '@/components/ui/format';
import { useHotkeySwitch } from '@/components/ui/hotkey-switch';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import type { Mode } from './log-state';

const BAR = 'flex h-7 items-center gap-2 border-b px-3.5 text-small max-sm:h-9';

export const LostStrip = () => (
  <div role="status" className={cn(BAR, 'bg-warn-soft text-fg')}>
    <Icon of={WifiOff} size={14} className="text-warn" />
    Live updates stopped; reconnecting
  </div>
);

type Props = { mode: Mode; count: number; onShow: () => void };

export function PausedStrip({ mode, count, onShow }: Props) {
  return (
    <div className={cn(BAR, 'border-accent-line bg-accent-soft text-fg')}>
      <Icon of={Pause} size={14} className="max-sm:hidden" />
      <Icon of={ArrowUp} size={14} className="sm:hidden" />
      <span className="max-sm:hidden">{mode === 'paused' ? 'Paused' : 'Paused while you read'}</span>
      <span className="flex-1 max-sm:hidden" />
      <span className="num max-sm:flex-1 max-sm:font-medium">
        {count === 0 ? 'Nothing new yet' : plural(count, 'new event')}
      </span>
      <button type="button" onClick={onShow} className="rounded-badge font-medium text-accent hover:underline">
        {count === 0 ? 'Resume' : 'Show them'}
      </button>
      {useHotkeySwitch() && (
        <span className="max-sm:hidden">
          <Kbd>L</Kbd>
        </span>
      )}
    </div>
  );
}
