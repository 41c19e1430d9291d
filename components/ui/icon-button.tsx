'use client';

import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button';
import { tooltip } from './tooltip';

export type IconButtonProps = Omit<ButtonProps, 'children' | 'icon'> & {
  icon: LucideIcon;
  label: string;
  shortcut?: string;
};

export function IconButton({ label, shortcut, variant = 'ghost', size = 'square', ...rest }: IconButtonProps) {
  return <Button variant={variant} size={size} aria-label={label} {...tooltip(label, shortcut)} {...rest} />;
}
