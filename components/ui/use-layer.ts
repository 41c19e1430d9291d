'use client';

import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';

type Options = {
  kind: 'menu' | 'dialog';
  /** Fetches the layer's code: when the pointer comes near, at the latest when it opens. */
  load: () => Promise<unknown>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export type LayerProps = {
  anchor: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** A plain button now, its menu or popover later: what floats is not part of a page's first load. */
export function useLayer({ kind, load, open, onOpenChange }: Options) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState(open);
  if (open && !asked) setAsked(true);
  const preload = () => void load();
  const trigger = {
    ref: anchor,
    'aria-haspopup': kind,
    'aria-expanded': open,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => onOpenChange(!open),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' || open) return;
      event.preventDefault();
      onOpenChange(true);
    },
  } as const;
  const layer: LayerProps | null = asked ? { anchor, open, onOpenChange } : null;
  return { trigger, layer };
}
