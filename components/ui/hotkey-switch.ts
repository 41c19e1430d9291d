import { useSyncExternalStore } from 'react';

const NAME = 'chainward-hotkeys';
const listeners = new Set<() => void>();
let known: boolean | null = null;

function remembered(): boolean {
  try {
    return localStorage.getItem(NAME) !== 'off';
  } catch {
    return true;
  }
}

/** Whether single keys act at all: who dictates or types by accident can turn them off (WCAG 2.1.4). */
export const hotkeySwitch = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read(): boolean {
    known ??= remembered();
    return known;
  },
  set(on: boolean): void {
    known = on;
    try {
      localStorage.setItem(NAME, on ? 'on' : 'off');
    } catch {
      // Then it holds for this page only.
    }
    for (const listener of listeners) listener();
  },
};

/** Only keys that write a character can be struck by accident or by voice; Escape always works. */
export const keyActs = (key: string): boolean => key.length > 1 || hotkeySwitch.read();

export const useHotkeySwitch = (): boolean =>
  useSyncExternalStore(hotkeySwitch.subscribe, hotkeySwitch.read, () => true);
