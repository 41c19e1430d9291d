'use client';

import { useEffect, useRef } from 'react';
import { keyActs } from './hotkey-switch';

export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const LAYERS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]';

/** Keys belong to whatever is typed into or lies on top; only what is left over reaches the page. */
function belongsToPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  return !(event.target instanceof Element && event.target.closest(LAYERS));
}

export function useHotkeys(hotkeys: Hotkeys): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const run = latest.current[event.key];
      if (run && keyActs(event.key) && belongsToPage(event)) run(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
