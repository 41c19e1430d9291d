import { keyActs } from './hotkey-switch';

export type Shown = { text: string; shortcut: string | undefined; at: DOMRect };

const DELAY_MS = 500;
/** From one to the next while somebody compares buttons. */
const NEXT_DELAY_MS = 60;
const STILL_COMPARING_MS = 300;

const ownerOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;

/** Hover after a moment, keyboard focus at once; gone with a press, Escape, scrolling, or when pointer or focus leave. */
export function watchTooltips(show: (shown: Shown | null) => void): () => void {
  let owner: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let visible = false;
  let hiddenAt = Number.NEGATIVE_INFINITY;

  const hide = () => {
    clearTimeout(timer);
    if (visible) hiddenAt = performance.now();
    visible = false;
    show(null);
  };
  const reveal = (element: HTMLElement) => {
    if (!element.isConnected) return;
    visible = true;
    const { tip = '', tipKey } = element.dataset;
    show({ text: tip, shortcut: tipKey && keyActs(tipKey) ? tipKey : undefined, at: element.getBoundingClientRect() });
  };
  const move = (next: HTMLElement | null, delay: number) => {
    if (next === owner) return;
    owner = next;
    hide();
    if (next) timer = setTimeout(() => reveal(next), delay);
  };

  const stop = new AbortController();
  const on = <K extends keyof DocumentEventMap>(type: K, listener: (event: DocumentEventMap[K]) => void) =>
    document.addEventListener(type, listener, { signal: stop.signal, capture: true, passive: true });
  on('pointerover', (event) => {
    if (event.pointerType !== 'mouse') return;
    move(ownerOf(event.target), performance.now() - hiddenAt < STILL_COMPARING_MS ? NEXT_DELAY_MS : DELAY_MS);
  });
  on('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) move(ownerOf(event.target), 0);
  });
  on('focusout', () => move(null, 0));
  on('pointerdown', hide);
  on('scroll', hide);
  on('keydown', (event) => event.key === 'Escape' && hide());
  document.documentElement.addEventListener('pointerleave', () => move(null, 0), { signal: stop.signal });
  return () => {
    stop.abort();
    hide();
  };
}
