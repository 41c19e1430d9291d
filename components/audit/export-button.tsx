'use client';

import { ChevronDown, Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useLayer } from '@/components/ui/use-layer';
import type { AuditFilter } from '@/lib/ledger/contract';
import { useExport } from './use-export';

const load = () => import('./export-menu');
const ExportMenu = dynamic(() => load().then((module) => module.ExportMenu), { ssr: false });

type Props = { filter: AuditFilter; filtered: boolean };

export const exportTitle = (filtered: boolean): string =>
  filtered ? 'Excel file of the events that match the filters' : 'Excel file of all events';

/** Excel with one click, the other kinds behind the arrow. */
export function ExportButton({ filter, filtered }: Props) {
  const { busy, run } = useExport(filter);
  const [open, onOpenChange] = useState(false);
  const { trigger, layer } = useLayer({ kind: 'menu', load, open, onOpenChange });
  return (
    <span className="flex flex-none max-sm:hidden">
      <Button
        icon={Download}
        busy={busy !== null}
        onClick={() => void run('xlsx')}
        title={exportTitle(filtered)}
        className="rounded-r-none"
      >
        Export
      </Button>
      <Button
        icon={ChevronDown}
        aria-label="Other formats"
        aria-disabled={busy !== null || undefined}
        className="-ml-px rounded-l-none px-1.5 hover:z-10"
        {...trigger}
        {...(busy !== null && { onClick: undefined })}
      />
      {layer && <ExportMenu {...layer} onChoose={(format) => void run(format)} />}
    </span>
  );
}
