import type { ReactNode } from 'react';

export type ToastAction = { label: string; href: string } | { label: string; run: () => void };

export type Toast = {
  id: number;
  tone: 'ok' | 'bad' | 'quiet';
  text: ReactNode;
  detail?: ReactNode;
  actions: readonly ToastAction[];
};

const VISIBLE = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function showToast(toast: Omit<Toast, 'id' | 'actions'> & { actions?: readonly ToastAction[] }): number {
  lastId += 1;
  change([...toasts, { actions: [], ...toast, id: lastId }].slice(-VISIBLE));
  return lastId;
}

export const changeToast = (id: number, patch: Partial<Omit<Toast, 'id'>>): void =>
  change(toasts.map((toast) => (toast.id === id ? { ...toast, ...patch } : toast)));

export const dismissToast = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

export const toastStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): readonly Toast[] => toasts,
};
