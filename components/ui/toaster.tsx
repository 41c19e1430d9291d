'use client';

import { CircleCheck, CircleX, Info, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, buttonStyle } from './button';
import { GuardedLink } from './guarded-link';
import { Icon } from './icon';
import { dismissToast, type Toast, type ToastAction, toastStore } from './toast-store';

const LOOK = {
  ok: { icon: CircleCheck, tone: 'text-ok' },
  bad: { icon: CircleX, tone: 'text-bad' },
  quiet: { icon: Info, tone: 'text-fg-3' },
};

/** Something to press needs time to be read and reached; an error stays until it is dismissed. */
const lifetime = (toast: Toast): number | null => {
  if (toast.tone === 'bad') return null;
  return toast.actions.length > 0 ? 12_000 : 5000;
};

function Action({ action, onDone }: { action: ToastAction; onDone: () => void }) {
  if ('href' in action) {
    return (
      <GuardedLink href={action.href} onClick={onDone} prefetch={false} className={buttonStyle({ variant: 'link' })}>
        {action.label}
      </GuardedLink>
    );
  }
  const press = () => {
    onDone();
    action.run();
  };
  return (
    <Button variant="link" onClick={press}>
      {action.label}
    </Button>
  );
}

function ToastView({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const ms = lifetime(toast);
  useEffect(() => {
    if (held || ms === null) return;
    const timer = setTimeout(() => dismissToast(toast.id), ms);
    return () => clearTimeout(timer);
  }, [held, ms, toast.id]);
  const { icon, tone } = LOOK[toast.tone];
  return (
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex min-h-10 max-w-full animate-pop items-center gap-2.5 rounded-popover bg-bg-raised py-1 pr-1.5 pl-3 shadow-popover"
    >
      <Icon of={icon} size={14} className={tone} />
      <div className="num min-w-0 py-1" role={toast.tone === 'bad' ? 'alert' : 'status'}>
        {toast.text}
        {toast.detail && <div className="text-fg-3 text-small">{toast.detail}</div>}
      </div>
      <span className="flex flex-none items-center">
        {toast.actions.map((action) => (
          <Action key={action.label} action={action} onDone={() => dismissToast(toast.id)} />
        ))}
        <Button variant="ghost" size="square" icon={X} aria-label="Dismiss" onClick={() => dismissToast(toast.id)} />
      </span>
    </li>
  );
}

const NONE: readonly Toast[] = [];

export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read, () => NONE);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 max-w-[calc(100vw-32px)] max-sm:bottom-20"
    >
      <ol className="flex flex-col items-end gap-2">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  );
}
