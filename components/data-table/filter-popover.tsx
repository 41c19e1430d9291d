'use client';

import { Search } from 'lucide-react';
import { useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { Popover } from '@/components/ui/popover';
import type { LayerProps } from '@/components/ui/use-layer';
import { FacetList } from './facet-list';
import type { FilterField } from './filter-field';

type Props = LayerProps & { field: FilterField; chosen: readonly string[]; onChange: (values: string[]) => void };

export function FilterPopover({ field, chosen, onChange, ...layer }: Props) {
  const [search, setSearch] = useState('');
  const toList = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.currentTarget.closest('[role=dialog]')?.querySelector<HTMLInputElement>('li input')?.focus();
  };
  return (
    <Popover {...layer} label={`Filter by ${field.label.toLowerCase()}`} className="w-[220px]">
      <div className="flex h-[34px] items-center gap-[7px] border-b px-2.5 text-fg-3">
        <Icon of={Search} size={14} />
        <input
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={toList}
          placeholder={field.label}
          aria-label={`Search ${field.label.toLowerCase()}`}
          className="min-w-0 flex-1 bg-transparent text-fg outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div className="max-h-72 overflow-y-auto p-1">
        <FacetList field={field} chosen={chosen} search={search} onChange={onChange} />
      </div>
      <div className="flex h-8 items-center justify-between border-t px-3 text-fg-3">
        <span className="num">
          {chosen.length === 0 ? 'Any' : `${chosen.length} of ${field.options.length} chosen`}
        </span>
        {chosen.length > 0 && (
          <button type="button" onClick={() => onChange([])} className="rounded-badge font-medium text-accent">
            Clear
          </button>
        )}
      </div>
    </Popover>
  );
}
