'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { AuditFilter } from '@/lib/ledger/contract';
import { exportTitle } from './export-button';
import { OTHER_FORMATS } from './export-formats';
import { useExport } from './use-export';

type Props = { filter: AuditFilter; filtered: boolean };

/** All kinds side by side, for a phone's sheet: a menu over it would be one layer too many for a thumb. Excel lies nearest to that. */
export function ExportChoices({ filter, filtered }: Props) {
  const { busy, run } = useExport(filter);
  return (
    <div className="flex w-full flex-wrap gap-2">
      {OTHER_FORMATS.map(({ format, label, hint }) => (
        <Button
          key={format}
          size="large"
          className="grow"
          busy={busy === format}
          disabled={busy !== null && busy !== format}
          onClick={() => void run(format)}
          title={hint}
        >
          {label}
        </Button>
      ))}
      <Button
        icon={Download}
        size="large"
        className="w-full"
        busy={busy === 'xlsx'}
        disabled={busy !== null && busy !== 'xlsx'}
        onClick={() => void run('xlsx')}
        title={exportTitle(filtered)}
      >
        Export to Excel
      </Button>
    </div>
  );
}
