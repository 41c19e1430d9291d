'use client';

import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';

type Props = { scroller: RefObject<HTMLDivElement | null>; children: ReactNode };

/** When the strip comes or goes the rows stay where the reader's eye is: the scroll position takes up the difference. */
export function StripRow({ scroller, children }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  const shown = Boolean(children);
  useLayoutEffect(() => {
    const now = shown ? (strip.current?.offsetHeight ?? 0) : 0;
    const moved = now - height.current;
    height.current = now;
    const body = scroller.current;
    if (body && moved !== 0 && body.scrollTop > 0) body.scrollTop += moved;
  }, [shown, scroller]);
  return (
    <div ref={strip} role="rowgroup" className="flex-none">
      {shown && (
        <div role="row">
          <div role="gridcell">{children}</div>
        </div>
      )}
    </div>
  );
}
