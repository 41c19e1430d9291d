/** Asked before anything leads away from a page with unsaved changes; gives true when it took the matter over. */
type Guard = (goOn: () => void) => boolean;

let guard: Guard | null = null;

export function setLeaveGuard(next: Guard): () => void {
  guard = next;
  return () => {
    if (guard === next) guard = null;
  };
}

export function leaveTo(goOn: () => void): void {
  if (!guard?.(goOn)) goOn();
}
