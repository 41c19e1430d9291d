import { Check } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

/** The browser's own box under our drawing: keyboard, forms and screen readers work by themselves. */
export function Checkbox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <span className={cn('relative inline-grid size-3.5 flex-none place-items-center', className)}>
      <input
        type="checkbox"
        className="peer absolute inset-0 m-0 size-3.5 appearance-none rounded-badge border border-line-control bg-bg-field checked:border-accent-fill checked:bg-accent-fill"
        {...rest}
      />
      <Check
        size={10}
        strokeWidth={3}
        aria-hidden="true"
        className="pointer-events-none relative hidden text-accent-on peer-checked:block"
      />
    </span>
  );
}
