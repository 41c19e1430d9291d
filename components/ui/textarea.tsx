import type { ComponentProps } from 'react';
import { cn } from './cn';

export const Textarea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea
    className={cn(
      'block w-full resize-y rounded-control border border-line-control bg-bg-field px-2.5 py-2 text-fg outline-none',
      'focus:border-focus focus:shadow-[0_0_0_1px_var(--focus)]',
      'aria-invalid:border-bad aria-invalid:shadow-[0_0_0_1px_var(--bad)]',
      className,
    )}
    {...rest}
  />
);
