import { cn } from '@/components/ui/cn';
import type { ColumnLook } from './columns';
import { isDropped } from './columns';

export type Density = 'normal' | 'compact';
export const ROW_HEIGHT = { normal: 36, compact: 28, phone: 62 } as const;
export const DIVIDER_HEIGHT = 28;

export const GRID = [
  'grid items-center pr-1.5 pl-2 [grid-template-columns:var(--t-base)]',
  '@max-[800px]/table:[grid-template-columns:var(--t-narrow)]',
  '@min-[1020px]/table:[grid-template-columns:var(--t-wide)]',
  '@min-[1600px]/table:[grid-template-columns:var(--t-huge)]',
].join(' ');

/** For what a cell shows only when there is room for it. */
export const WIDE_ONLY = 'hidden @min-[1020px]/table:inline';

export const cellStyle = (look: ColumnLook): string =>
  cn(
    'min-w-0 overflow-hidden text-ellipsis whitespace-nowrap px-1.5 max-sm:hidden',
    isDropped(look, 'narrow') && '@max-[800px]/table:hidden',
    isDropped(look, 'base') && '@min-[800px]/table:@max-[1020px]/table:hidden',
  );

export const rowHeight = (density: Density): string => (density === 'compact' ? 'h-7' : 'h-9');
