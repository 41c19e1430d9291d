'use client';

import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button';
import { Tooltip } from './tooltip';

export type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'asChild'> & {
  icon: LucideIcon;
  label: string;
  shortcut?: string;
};

export function IconButton({ label, shortcut, variant = 'ghost', size = 'square', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut && { shortcut })}>
      <Button variant={variant} size={size} aria-label={label} {...rest} />
    </Tooltip>
  );
}
