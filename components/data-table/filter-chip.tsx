'use client';

import { X } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { Popover, PopoverAnchor, PopoverTrigger } from '@/components/ui/popover';
import { type FilterField, summarizeValues } from './filter-field';
import { FilterPopover } from './filter-popover';

type Props = {
  field: FilterField;
  chosen: readonly string[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (values: string[]) => void;
  onRemove: () => void;
};

export function FilterChip({ field, chosen, open, onOpenChange, onChange, onRemove }: Props) {
  const value = summarizeValues(field, chosen);
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverAnchor asChild>
        <span
          className={cn(
            'inline-flex h-[26px] flex-none items-stretch whitespace-nowrap rounded-control border border-line-strong bg-bg-raised text-small',
            open && 'border-accent shadow-[0_0_0_1px_var(--accent)]',
          )}
        >
          <PopoverTrigger className="flex items-stretch rounded-l-control hover:bg-bg-hover dark:hover:bg-bg-active">
            <span className="flex items-center px-[7px] text-fg-3">{field.label}</span>
            <span className="flex items-center border-l px-[7px] text-fg-3">{chosen.length > 1 ? 'any of' : 'is'}</span>
            <span className={cn('num flex items-center border-l px-[7px]', value ? 'font-medium' : 'text-fg-3')}>
              {value || 'any'}
            </span>
          </PopoverTrigger>
          <button
            type="button"
            aria-label={`Remove filter ${field.label}`}
            onClick={onRemove}
            className="flex items-center rounded-r-control border-l px-[5px] text-fg-3 hover:bg-bg-hover hover:text-fg dark:hover:bg-bg-active"
          >
            <Icon of={X} size={12} />
          </button>
        </span>
      </PopoverAnchor>
      <FilterPopover field={field} chosen={chosen} onChange={onChange} />
    </Popover>
  );
}
