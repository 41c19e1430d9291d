'use client';

import { CircleX } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Icon } from './icon';

export type FieldControl = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

export type FieldProps = {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** Label, control, help, and what is wrong: said in words, tied to the control for those who do not see it. */
export function Field({ label, help, error, className, children }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium text-fg-2 text-small">
        {label}
      </label>
      {children({
        id,
        ...(described && { 'aria-describedby': described }),
        ...(error && { 'aria-invalid': true as const }),
      })}
      {help && (
        <p id={`${id}-help`} className="mt-1.5 text-pretty text-fg-3 text-small">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 flex gap-1.5 text-bad text-small">
          <Icon of={CircleX} size={14} className="mt-px" />
          {error}
        </p>
      )}
    </div>
  );
}
