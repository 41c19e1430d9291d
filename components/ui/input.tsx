import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const FIELD_BOX = [
  'flex h-9 w-full items-center gap-2 rounded-control border border-line-control bg-bg-field px-2.5 text-fg',
  'focus-within:border-focus focus-within:shadow-[0_0_0_1px_var(--focus)]',
  'has-[[aria-invalid]]:border-bad has-[[aria-invalid]]:shadow-[0_0_0_1px_var(--bad)]',
  'has-[:disabled]:border-line has-[:disabled]:bg-bg-sunken',
];

export type InputProps = ComponentProps<'input'> & { after?: ReactNode; boxClassName?: string };

export function Input({ after, boxClassName, className, ...rest }: InputProps) {
  return (
    <div className={cn(FIELD_BOX, boxClassName)}>
      <input
        className={cn('h-full min-w-0 flex-1 bg-transparent outline-none disabled:text-fg-3', className)}
        {...rest}
      />
      {after}
    </div>
  );
}
