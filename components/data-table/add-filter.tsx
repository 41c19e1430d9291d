'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { useLayer } from '@/components/ui/use-layer';
import type { FilterField } from './filter-field';

type Props = { fields: readonly FilterField[]; onAdd: (id: string) => void };

const load = () => import('./add-filter-menu');
const AddFilterMenu = dynamic(() => load().then((module) => module.AddFilterMenu), { ssr: false });

export function AddFilter({ fields, onAdd }: Props) {
  const [open, onOpenChange] = useState(false);
  const { trigger, layer } = useLayer({ kind: 'menu', load, open, onOpenChange });
  return (
    <>
      <button
        type="button"
        className="inline-flex h-[26px] flex-none items-center gap-[5px] rounded-control border border-line-strong border-dashed px-[7px] text-fg-2 text-small hover:bg-bg-hover hover:text-fg aria-expanded:bg-bg-active"
        {...trigger}
      >
        <Icon of={Plus} size={12} />
        Filter
      </button>
      {layer && <AddFilterMenu {...layer} fields={fields} onAdd={onAdd} />}
    </>
  );
}
