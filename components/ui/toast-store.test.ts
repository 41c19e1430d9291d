import { expect, it } from 'vitest';
import { changeToast, dismissToast, showToast, toastStore } from './toast-store';

it('changes a message that still stands, and no other', () => {
  const first = showToast({ tone: 'ok', text: 'Saved', actions: [{ label: 'Undo', run: () => {} }] });
  const second = showToast({ tone: 'bad', text: 'Failed' });
  changeToast(first, { actions: [] });
  expect(toastStore.read()).toMatchObject([
    { id: first, text: 'Saved', actions: [] },
    { id: second, text: 'Failed' },
  ]);
  dismissToast(first);
  changeToast(first, { text: 'Back again' });
  expect(toastStore.read()).toMatchObject([{ id: second }]);
});
