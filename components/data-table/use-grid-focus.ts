'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

type Options = {
  grid: RefObject<HTMLDivElement | null>;
  keys: readonly string[];
  /** The keys drawn at the moment; the others are virtual. */
  drawn: readonly string[];
  scrollTo: (index: number) => void;
};

/** One tab stop for the whole table (roving tabindex), also while the row that holds it is not drawn. */
export function useGridFocus({ grid, keys, drawn, scrollTo }: Options) {
  const [active, setActive] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const held = useRef(false);
  const places = useMemo(() => new Map(keys.map((key, index) => [key, index])), [keys]);

  const activeIndex = active === null ? -1 : (places.get(active) ?? -1);
  const tabStop = active !== null && drawn.includes(active) ? active : (drawn[0] ?? null);

  const go = useCallback(
    (index: number): string | null => {
      const key = keys[Math.max(0, Math.min(keys.length - 1, index))];
      if (key === undefined) return null;
      wanted.current = key;
      setActive(key);
      scrollTo(places.get(key) ?? 0);
      return key;
    },
    [keys, places, scrollTo],
  );

  useEffect(() => {
    if (wanted.current === null) return;
    const row = grid.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  // A focused row that scrolls out of the drawn range would hand the focus to the page: the grid keeps it.
  useLayoutEffect(() => {
    const inside = grid.current?.contains(document.activeElement) ?? false;
    if (held.current && !inside && document.activeElement === document.body)
      grid.current?.focus({ preventScroll: true });
    held.current = grid.current?.contains(document.activeElement) ?? false;
  });

  const onFocus = useCallback((key: string | null) => {
    held.current = true;
    if (key !== null) setActive(key);
  }, []);
  const onBlur = useCallback((event: React.FocusEvent) => {
    if (event.relatedTarget !== null) held.current = false;
  }, []);

  return { active, activeIndex, tabStop, go, setActive, onFocus, onBlur };
}
