'use client';

import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import { PHONE, useMedia } from '@/components/ui/use-media';
import { lineTops, rangeOf, scrollTopFor } from './line-window';
import type { Line } from './lines';
import { type Density, DIVIDER_HEIGHT, ROW_HEIGHT } from './row-style';

/** What the server draws before anybody knows the window's height. */
const FIRST_HEIGHT = 900;
const SPARE = 10;

/** Where the scroller stands, in steps: a page that scrolls by a pixel need not be drawn again. */
function useScrolled(scroller: RefObject<HTMLDivElement | null>): { top: number; height: number } {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(FIRST_HEIGHT);
  useEffect(() => {
    const body = scroller.current;
    if (!body) return;
    const step = ROW_HEIGHT.compact;
    const read = () => {
      setTop(Math.floor(body.scrollTop / step) * step);
      setHeight(body.clientHeight + step);
    };
    const resized = new ResizeObserver(read);
    resized.observe(body);
    body.addEventListener('scroll', read, { passive: true });
    return () => {
      resized.disconnect();
      body.removeEventListener('scroll', read);
    };
  }, [scroller]);
  return { top, height };
}

/** The lines worth drawing, and how much room the others take above and below. */
export function useLineWindow<T>(
  scroller: RefObject<HTMLDivElement | null>,
  lines: readonly Line<T>[],
  density: Density,
) {
  const phone = useMedia(PHONE);
  const rowHeight = phone ? ROW_HEIGHT.phone : ROW_HEIGHT[density];
  const tops = useMemo(
    () => lineTops(lines.map((line) => (line.kind === 'divider' ? DIVIDER_HEIGHT : rowHeight))),
    [lines, rowHeight],
  );
  const { top, height } = useScrolled(scroller);
  const { first, last } = rangeOf(tops, top, height, SPARE);
  const scrollTo = useCallback(
    (index: number) => {
      const body = scroller.current;
      if (body) body.scrollTop = scrollTopFor(tops, index, body.scrollTop, body.clientHeight);
    },
    [scroller, tops],
  );
  const end = tops[tops.length - 1] ?? 0;
  return {
    drawn: lines.slice(first, last + 1),
    before: tops[first] ?? 0,
    after: end - (tops[last + 1] ?? end),
    last,
    scrollTo,
  };
}
