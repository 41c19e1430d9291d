'use client';

import { ListFilter } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { countFilters } from './filter-field';
import type { FilterSheetProps } from './filter-sheet-body';

const FilterSheetBody = dynamic(() => import('./filter-sheet-body').then((module) => module.FilterSheetBody), {
  ssr: false,
});

/** The filters of a phone: all facets in one sheet, which wider screens never fetch. */
export function FilterSheet(props: FilterSheetProps) {
  const [open, setOpen] = useState<boolean | null>(null);
  const count = countFilters(props.values);
  return (
    <>
      <Button icon={ListFilter} size="phone" onClick={() => setOpen(true)}>
        Filters
        {count > 0 && <Badge tone="accent">{count}</Badge>}
      </Button>
      {open !== null && <FilterSheetBody {...props} open={open} onOpenChange={setOpen} />}
    </>
  );
}
