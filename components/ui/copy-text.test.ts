import { afterEach, expect, it, vi } from 'vitest';
import { copyText } from './copy-text';
import { toastStore } from './toast-store';

afterEach(() => vi.unstubAllGlobals());

it('copies without a word, and says when the browser refuses', async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  expect(await copyText('a', 'type it')).toBe(true);
  expect(writeText).toHaveBeenCalledWith('a');
  expect(toastStore.read()).toEqual([]);
  writeText.mockRejectedValue(new Error('refused'));
  expect(await copyText('a', 'type it')).toBe(false);
  expect(toastStore.read()).toMatchObject([{ tone: 'bad', text: 'The browser refused the clipboard; type it' }]);
});
