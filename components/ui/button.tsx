import { cva, type VariantProps } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, MouseEvent } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { Spinner } from './spinner';

const SOLID = 'font-medium disabled:border-line disabled:bg-bg-sunken';
const BARE = 'border-transparent font-normal hover:bg-bg-hover aria-expanded:bg-bg-active dark:hover:bg-bg-active';

export const buttonStyle = cva(
  [
    'relative inline-flex flex-none select-none items-center justify-center gap-1.5 rounded-control border',
    'whitespace-nowrap transition-colors disabled:text-fg-faint disabled:[&_svg]:text-inherit aria-busy:pointer-events-none',
  ],
  {
    variants: {
      variant: {
        default: [
          SOLID,
          'border-line-strong bg-bg-raised text-fg hover:bg-bg-hover dark:hover:bg-bg-active [&_svg]:text-fg-3',
        ],
        primary: [SOLID, 'border-transparent bg-accent-fill text-accent-on hover:bg-accent-fill-hover'],
        danger: [SOLID, 'border-transparent bg-bad-fill text-accent-on hover:bg-bad-fill-hover'],
        'danger-outline': [SOLID, 'border-line-strong bg-bg-raised text-bad hover:bg-bg-hover'],
        ghost: [BARE, 'text-fg-2 hover:text-fg [&_svg]:text-fg-3'],
        link: [BARE, 'text-accent'],
      },
      size: {
        chip: 'h-[26px] px-2 text-small',
        normal: 'h-7 px-2.5',
        phone: 'h-8 px-2.5 text-small',
        large: 'h-9 px-3.5',
        mini: 'size-6',
        square: 'size-7',
        touch: 'size-10',
      },
    },
    defaultVariants: { variant: 'default', size: 'normal' },
  },
);

export type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyle> & { icon?: LucideIcon; busy?: boolean };

const refuse = (event: MouseEvent) => event.preventDefault();

/** Busy keeps its width and the focus: the icon turns, or the words give way to a ring; keys press it as little as the pointer does. */
export function Button(props: ButtonProps) {
  const { variant, size, icon, busy = false, className, children, type = 'button', ...rest } = props;
  const classes = cn(buttonStyle({ variant, size }), className);
  const iconSize = size === 'touch' || size === 'large' ? 16 : 14;
  return (
    <button
      type={type}
      className={classes}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      {...rest}
      {...(busy && { onClick: refuse })}
    >
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
