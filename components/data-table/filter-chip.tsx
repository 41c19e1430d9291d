'use client';

import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { useLayer } from '@/components/ui/use-layer';
import { type FilterField, summarizeValues } from './filter-field';

type Props = {
  field: FilterField;
  chosen: readonly string[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (values: string[]) => void;
  onRemove: () => void;
};

const load = () => import('./filter-popover');
const FilterPopover = dynamic(() => load().then((module) => module.FilterPopover), { ssr: false });

export function FilterChip({ field, chosen, open, onOpenChange, onChange, onRemove }: Props) {
  const { trigger, layer } = useLayer({ kind: 'dialog', load, open, onOpenChange });
  const value = summarizeValues(field, chosen);
  return (
    <span
      className={cn(
        'inline-flex h-[26px] flex-none items-stretch whitespace-nowrap rounded-control border bg-bg-raised text-small',
        open ? 'border-accent shadow-[0_0_0_1px_var(--accent)]' : 'border-line-strong',
      )}
    >
      <button
        type="button"
        className="flex items-stretch rounded-l-control hover:bg-bg-hover dark:hover:bg-bg-active"
        {...trigger}
      >
        <span className="flex items-center px-[7px] text-fg-3">{field.label}</span>
        <span className="flex items-center border-l px-[7px] text-fg-3">{chosen.length > 1 ? 'any of' : 'is'}</span>
        <span className={cn('num flex items-center border-l px-[7px]', value ? 'font-medium' : 'text-fg-3')}>
          {value || 'any'}
        </span>
      </button>
      <button
        type="button"
        aria-label={`Remove filter ${field.label}`}
        onClick={onRemove}
        className="flex items-center rounded-r-control border-l px-[5px] text-fg-3 hover:bg-bg-hover hover:text-fg dark:hover:bg-bg-active"
      >
        <Icon of={X} size={12} />
      </button>
      {layer && <FilterPopover {...layer} field={field} chosen={chosen} onChange={onChange} />}
    </span>
  );
}
