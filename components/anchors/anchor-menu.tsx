'use client';

import { Ellipsis } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { useLayer } from '@/components/ui/use-layer';
import { visibleText } from '@/lib/core/visible-text';

const load = () => import('./anchor-menu-items');
const AnchorMenuItems = dynamic(() => load().then((module) => module.AnchorMenuItems), { ssr: false });

type Props = { name: string; busy: boolean; onTest: () => void; onEdit: () => void; onRemove: () => void };

export function AnchorMenu({ name, busy, ...does }: Props) {
  const [open, onOpenChange] = useState(false);
  const { trigger, layer } = useLayer({ kind: 'menu', load, open, onOpenChange });
  return (
    <>
      <IconButton icon={Ellipsis} label={`What to do with ${visibleText(name)}`} {...trigger} />
      {layer && <AnchorMenuItems {...layer} {...does} busy={busy} />}
    </>
  );
}
