import type { KeyboardEvent } from 'react';

/** The key of the row in which something happened. */
export const keyOf = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-key]')?.dataset.key ?? null) : null;

type Options = { current: number; last: number; go: (index: number) => unknown; open: (index: number) => void };

const PAGE = 15;

/** The keys of the grid pattern; what is pressed on a button inside belongs to the button. */
export function gridKeys({ current, last, go, open }: Options) {
  const moves = new Map<string, () => unknown>([
    ['ArrowDown', () => go(current + 1)],
    ['ArrowUp', () => go(current - 1)],
    ['PageDown', () => go(current + PAGE)],
    ['PageUp', () => go(current - PAGE)],
    ['Home', () => go(0)],
    ['End', () => go(last)],
    ['Enter', () => open(current)],
  ]);
  return (event: KeyboardEvent) => {
    const move = moves.get(event.key);
    const elsewhere = event.target instanceof Element && event.target.closest('button, a') !== null;
    if (!move || elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };
}
