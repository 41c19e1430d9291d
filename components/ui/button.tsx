import { cva, type VariantProps } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { Spinner } from './spinner';

export const buttonStyle = cva(
  [
    'relative inline-flex flex-none select-none items-center justify-center gap-1.5 rounded-control border font-medium',
    'whitespace-nowrap transition-colors disabled:border-line disabled:bg-bg-sunken disabled:text-fg-faint',
    'disabled:[&_svg]:text-inherit aria-busy:pointer-events-none',
  ],
  {
    variants: {
      variant: {
        default: 'border-line-strong bg-bg-raised text-fg hover:bg-bg-hover dark:hover:bg-bg-active [&_svg]:text-fg-3',
        primary: 'border-transparent bg-accent-fill text-accent-on hover:bg-accent-fill-hover',
        danger: 'border-transparent bg-bad-fill text-accent-on hover:bg-bad-fill-hover',
        'danger-outline': 'border-line-strong bg-bg-raised text-bad hover:bg-bg-hover',
        ghost: [
          'border-transparent font-normal text-fg-2 hover:bg-bg-hover hover:text-fg [&_svg]:text-fg-3',
          'disabled:border-transparent disabled:bg-transparent aria-expanded:bg-bg-active dark:hover:bg-bg-active',
        ],
      },
      size: {
        normal: 'h-7 px-2.5',
        large: 'h-9 px-3.5',
        square: 'size-7',
        touch: 'size-10',
      },
    },
    defaultVariants: { variant: 'default', size: 'normal' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyle> & { icon?: LucideIcon; busy?: boolean; asChild?: boolean };

/** Busy keeps its width: the icon turns, or the words give way to a ring over them. */
export function Button(props: ButtonProps) {
  const { variant, size, icon, busy = false, asChild = false, className, children, type = 'button', ...rest } = props;
  const classes = cn(buttonStyle({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  const iconSize = size === 'touch' || size === 'large' ? 16 : 14;
  return (
    <button type={type} className={classes} aria-busy={busy || undefined} aria-disabled={busy || undefined} {...rest}>
      {icon && (busy ? <Spinner size={iconSize} /> : <Icon of={icon} size={iconSize} />)}
      {busy && !icon && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
      {busy && !icon ? <span className="opacity-0">{children}</span> : children}
    </button>
  );
}
