'use client';

import { Search } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { paletteStore } from './palette-store';

const never = () => () => {};
const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

export function PaletteButton() {
  const apple = useSyncExternalStore(never, isApple, () => false);
  return (
    <>
      <button
        type="button"
        onClick={() => paletteStore.set(true)}
        className="flex h-7 w-44 items-center gap-[7px] rounded-control border border-line-strong bg-bg-field pr-[5px] pl-2 text-fg-3 hover:border-line-control max-lg:hidden"
      >
        <Icon of={Search} size={14} />
        <span className="flex-1 text-left">Go to…</span>
        <Kbd>{apple ? '⌘ K' : 'Ctrl K'}</Kbd>
      </button>
      <Button
        variant="ghost"
        size="touch"
        icon={Search}
        aria-label="Go to…"
        className="order-last lg:hidden"
        onClick={() => paletteStore.set(true)}
      />
    </>
  );
}
