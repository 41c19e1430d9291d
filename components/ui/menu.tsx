'use client';

import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

const ITEM = [
  'flex h-7 select-none items-center gap-2 rounded-control px-2 text-fg outline-none data-[highlighted]:bg-bg-hover',
  'data-[disabled]:text-fg-faint dark:data-[highlighted]:bg-bg-active',
];

/** Not modal: a modal menu would lock the page's scrolling by a style element and hide the page from screen readers. */
export const Menu = (props: ComponentProps<typeof Primitive.Root>) => <Primitive.Root modal={false} {...props} />;
export const MenuTrigger = Primitive.Trigger;
export const MenuRadioGroup = Primitive.RadioGroup;
export const MenuSeparator = () => <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />;

/** Inside the page's landmark, so that a screen reader's map of the page has a place for it. */
const landmark = () => (typeof document === 'undefined' ? null : document.querySelector('main'));

export function MenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal container={landmark()}>
      <Primitive.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          'z-40 min-w-44 rounded-popover bg-bg-raised p-1 shadow-popover data-[state=open]:animate-pop',
          className,
        )}
        {...rest}
      />
    </Primitive.Portal>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Primitive.Label className="px-2 pt-1.5 pb-1 font-medium text-fg-3 text-micro">{children}</Primitive.Label>
);

type ItemProps = ComponentProps<typeof Primitive.Item> & { icon?: LucideIcon };

export function MenuItem({ icon, children, className, ...rest }: ItemProps) {
  return (
    <Primitive.Item className={cn(ITEM, className)} {...rest}>
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
    <Primitive.RadioItem className={cn(ITEM)} {...rest}>
      {icon && <Icon of={icon} size={14} className="text-fg-3" />}
      {children}
      <Tick />
    </Primitive.RadioItem>
  );
}

export function MenuCheckItem({ children, ...rest }: ComponentProps<typeof Primitive.CheckboxItem>) {
  return (
    <Primitive.CheckboxItem className={cn(ITEM)} onSelect={(event) => event.preventDefault()} {...rest}>
      {children}
      <Tick />
    </Primitive.CheckboxItem>
  );
}
