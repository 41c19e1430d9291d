'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Kbd } from './kbd';
import { type Shown, watchTooltips } from './watch-tooltips';

const GAP = 6;
const EDGE = 8;

/** Below what it explains, above where there is no room, and never over the window's edge. */
function place(box: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + GAP;
  const top = below + height > window.innerHeight - EDGE ? at.top - GAP - height : below;
  const left = at.left + at.width / 2 - width / 2;
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
}

export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => watchTooltips(setShown), []);
  useLayoutEffect(() => {
    if (box.current && shown) place(box.current, shown.at);
  }, [shown]);
  if (!shown) return null;
  return (
    <div
      ref={box}
      role="tooltip"
      className="pointer-events-none fixed z-50 flex max-w-72 animate-appear items-center gap-2 rounded-control bg-bg-raised px-2 py-1 text-fg text-small shadow-popover"
    >
      {shown.text}
      {shown.shortcut && <Kbd>{shown.shortcut}</Kbd>}
    </div>
  );
}
