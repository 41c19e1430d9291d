'use client';

import { cn } from './cn';
import { Spinner } from './spinner';

type Props = { label: string; on: boolean; busy?: boolean; onChange: (on: boolean) => void };

/** What it does happens at once; in a form that is saved later a checkbox stands instead. */
export const Switch = ({ label, on, busy = false, onChange }: Props) => (
  <button
    type="button"
    role="switch"
    aria-checked={on}
    aria-label={label}
    aria-busy={busy || undefined}
    aria-disabled={busy || undefined}
    onClick={() => !busy && onChange(!on)}
    className="group grid h-6 flex-none place-items-center rounded-control px-0.5"
  >
    <span
      className={cn(
        'flex h-[18px] w-8 items-center rounded-full border p-px transition-colors',
        on ? 'justify-end border-transparent bg-accent-fill' : 'border-line-control bg-bg-sunken',
      )}
    >
      <span
        className={cn(
          'grid size-3.5 place-items-center rounded-full',
          on ? 'bg-accent-on text-accent' : 'bg-fg-3 text-bg',
        )}
      >
        {busy && <Spinner size={12} />}
      </span>
    </span>
  </button>
);
