'use client';

import { Check, type LucideIcon } from 'lucide-react';
import { Menu as Primitive } from 'radix-ui/internal';
import type { ComponentProps, ReactNode } from 'react';
import { Icon } from './icon';
import { landmark } from './landmark';
import { useLayerFocus } from './layer-focus';
import type { LayerProps } from './use-layer';

const ITEM =
  'flex h-7 select-none items-center gap-2 rounded-control px-2 text-fg outline-none data-[highlighted]:bg-bg-hover data-[disabled]:text-fg-faint dark:data-[highlighted]:bg-bg-active';

export const MenuRadioGroup = Primitive.RadioGroup;
export const MenuSeparator = () => <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />;

type Props = LayerProps & {
  label: string;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom';
  className?: string;
  children: ReactNode;
};

/**
 * The inner part of radix's DropdownMenu, which insists on a trigger of its own and so on being there from the start. Not modal: that
 * would lock the page's scrolling by a style element and hide the page from screen readers.
 */
export function Menu({ anchor, open, onOpenChange, label, align = 'end', side, className = '', children }: Props) {
  const focus = useLayerFocus(anchor);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Primitive.Anchor virtualRef={anchor} />
      <Primitive.Portal container={landmark()}>
        <Primitive.Content
          aria-label={label}
          align={align}
          {...(side && { side })}
          sideOffset={4}
          collisionPadding={8}
          className={`z-40 rounded-popover bg-bg-raised p-1 shadow-popover data-[state=open]:animate-pop ${className}`}
          {...focus}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Primitive.Label className="px-2 pt-1.5 pb-1 font-medium text-fg-3 text-micro">{children}</Primitive.Label>
);

type ItemProps = ComponentProps<typeof Primitive.Item> & { icon?: LucideIcon };

export function MenuItem({ icon, children, ...rest }: ItemProps) {
  return (
    <Primitive.Item className={ITEM} {...rest}>
      {icon && <Icon of={icon} size={14} className="text-fg-3" />}
      {children}
    </Primitive.Item>
  );
}

const Tick = () => (
  <Primitive.ItemIndicator className="ml-auto">
    <Icon of={Check} size={14} className="text-accent" />
  </Primitive.ItemIndicator>
);

type RadioProps = ComponentProps<typeof Primitive.RadioItem> & { icon?: LucideIcon };

export function MenuRadioItem({ icon, children, ...rest }: RadioProps) {
  return (
    <Primitive.RadioItem className={ITEM} {...rest}>
      {icon && <Icon of={icon} size={14} className="text-fg-3" />}
      {children}
      <Tick />
    </Primitive.RadioItem>
  );
}

export function MenuCheckItem({ children, ...rest }: ComponentProps<typeof Primitive.CheckboxItem>) {
  return (
    <Primitive.CheckboxItem className={ITEM} onSelect={(event) => event.preventDefault()} {...rest}>
      {children}
      <Tick />
    </Primitive.CheckboxItem>
  );
}
