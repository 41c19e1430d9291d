import type { LucideIcon } from 'lucide-react';
import { cn } from './cn';

/** Strokes get heavier as icons get smaller, so that all of them look equally dark. */
const STROKE = { 12: 2.1, 14: 1.9, 16: 1.75 } as const;

export type IconProps = { of: LucideIcon; size?: keyof typeof STROKE; className?: string };

export function Icon({ of: Glyph, size = 16, className }: IconProps) {
  return <Glyph size={size} strokeWidth={STROKE[size]} aria-hidden="true" className={cn('flex-none', className)} />;
}
