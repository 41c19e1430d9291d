'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';
import { PHONE, useMedia } from '@/components/ui/use-media';
import type { Line } from './lines';
import { type Density, DIVIDER_HEIGHT, ROW_HEIGHT } from './row-style';

/** What the server draws before anybody knows the window's height. */
const FIRST_RECT = { width: 1024, height: 900 };

export function useLinesVirtualizer<T>(
  scroller: RefObject<HTMLDivElement | null>,
  lines: readonly Line<T>[],
  density: Density,
) {
  const phone = useMedia(PHONE);
  const rowHeight = phone ? ROW_HEIGHT.phone : ROW_HEIGHT[density];
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'divider' ? DIVIDER_HEIGHT : rowHeight),
    initialRect: FIRST_RECT,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are cached per index and must be read again when lines shift
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight, lines]);
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items[items.length - 1];
  return {
    virtualizer,
    items,
    before: first?.start ?? 0,
    after: last ? virtualizer.getTotalSize() - last.end : 0,
    lastIndex: last?.index ?? -1,
  };
}
