'use client';

import { Popover as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { landmark } from './landmark';
import { useLayerFocus } from './layer-focus';
import type { LayerProps } from './use-layer';

type Props = LayerProps & { label: string; className?: string; children: ReactNode };

export function Popover({ anchor, open, onOpenChange, label, className = '', children }: Props) {
  const focus = useLayerFocus(anchor);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Anchor virtualRef={anchor} />
      <Primitive.Portal container={landmark()}>
        <Primitive.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={`z-40 rounded-popover bg-bg-raised text-small shadow-popover outline-none data-[state=open]:animate-pop ${className}`}
          {...focus}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
