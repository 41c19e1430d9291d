'use client';

import { Columns3, Rows3, Rows4 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { useLayer } from '@/components/ui/use-layer';
import type { MenuColumn } from './columns-menu';
import type { Density } from './row-style';

type Props = {
  columns: readonly MenuColumn[];
  hidden: readonly string[];
  density: Density;
  onHidden: (hidden: string[]) => void;
  onDensity: (density: Density) => void;
};

const load = () => import('./columns-menu');
const ColumnsMenu = dynamic(() => load().then((module) => module.ColumnsMenu), { ssr: false });

export function ViewMenu({ columns, hidden, density, onHidden, onDensity }: Props) {
  const [open, onOpenChange] = useState(false);
  const { trigger, layer } = useLayer({ kind: 'menu', load, open, onOpenChange });
  const compact = density === 'compact';
  return (
    <span className="flex max-sm:hidden">
      <IconButton
        icon={compact ? Rows4 : Rows3}
        label={compact ? 'Roomier rows' : 'Denser rows'}
        aria-pressed={compact}
        onClick={() => onDensity(compact ? 'normal' : 'compact')}
      />
      <IconButton icon={Columns3} label="Columns" {...trigger} />
      {layer && <ColumnsMenu {...layer} columns={columns} hidden={hidden} onHidden={onHidden} />}
    </span>
  );
}
