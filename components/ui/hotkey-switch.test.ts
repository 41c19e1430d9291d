import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

function stubStorage() {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
}

/** As a page that has just been loaded. */
const load = async () => {
  vi.resetModules();
  return import('./hotkey-switch');
};

it('single keys can be turned off, for the next page too; Escape always works', async () => {
  stubStorage();
  const first = await load();
  expect([first.keyActs('j'), first.keyActs('Escape')]).toEqual([true, true]);
  const heard = vi.fn();
  first.hotkeySwitch.subscribe(heard);
  first.hotkeySwitch.set(false);
  expect(heard).toHaveBeenCalledTimes(1);
  const next = await load();
  expect([next.keyActs('j'), next.keyActs('Escape')]).toEqual([false, true]);
});

it('works without a place to remember it', async () => {
  vi.stubGlobal('localStorage', undefined);
  const { hotkeySwitch, keyActs } = await load();
  expect(keyActs('j')).toBe(true);
  hotkeySwitch.set(false);
  expect(keyActs('j')).toBe(false);
});
