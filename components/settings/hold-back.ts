/**
 * Back and Forward, where the browser lets a page hold them: it must know the Navigation API, and the person must have touched the
 * page since the last time it was held. Where it does not, the browser's own question covers only ways that load a new page.
 */
export function holdBack(ask: (goOn: () => void) => void): () => void {
  if (!('navigation' in window)) return () => {};
  const { navigation } = window;
  const hold = (event: NavigateEvent) => {
    if (event.navigationType !== 'traverse' || !event.cancelable) return;
    event.preventDefault();
    const { key } = event.destination;
    ask(() => navigation.traverseTo(key));
  };
  navigation.addEventListener('navigate', hold);
  return () => navigation.removeEventListener('navigate', hold);
}
